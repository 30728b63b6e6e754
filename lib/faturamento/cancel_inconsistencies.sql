-- The open inconsistencies of a cancelled NF are resolved, not deleted; not those of pedidos typed into the application.
-- Locks in the order of the ids. Returns the count. Safe to repeat.
WITH own AS (
    SELECT o.id FROM stg_own_inconsistency o JOIN stg_undone n ON n.numero_nf = o.numero_nf
     WHERE o.numero_nf = ANY (ARRAY(SELECT numero_nf FROM stg_undone)) AND coalesce(o.num_pedido, '') <> ALL (n.kept_pedidos)
),
locked AS (
    SELECT i.id FROM inconsistencia_faturamento i
     WHERE i.id = ANY (ARRAY(SELECT id FROM own)) AND i.resolvida IS NOT TRUE
     ORDER BY i.id FOR NO KEY UPDATE
),
resolved AS (
    UPDATE inconsistencia_faturamento i
       SET resolvida = true, resolvida_em = now() AT TIME ZONE c.time_zone, resolvida_por = c.author,
           acao_tomada = 'NF_CANCELADA'
      FROM stg_ciclo c
     WHERE i.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING i.tipo, i.numero_nf, i.num_pedido, i.cod_produto
),
forgotten AS (
    DELETE FROM ciclo_inconsistencia k USING resolved r
     WHERE k.tipo = r.tipo AND k.numero_nf = r.numero_nf AND k.num_pedido = coalesce(r.num_pedido, '') AND k.cod_produto = r.cod_produto
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'inconsistencia_faturamento', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM resolved) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS inconsistencies_resolved FROM resolved
