-- An NF that found no lot is an open inconsistency for each of its products, once: one that a person has resolved is
-- not opened again, also where it was deleted since (ciclo_inconsistencia), and the quantity of an open one follows the NF.
-- Returns the count. Safe to repeat.
WITH lacking AS NOT MATERIALIZED (
    SELECT p.* FROM stg_link_product p JOIN stg_link l ON l.numero_nf = p.numero_nf AND l.pedido = p.pedido
     WHERE l.lote IS NULL
),
own AS (
    SELECT o.id FROM stg_own_inconsistency o
      JOIN lacking n ON o.numero_nf = n.numero_nf AND coalesce(o.num_pedido, '') = n.pedido AND o.cod_produto = n.cod_produto
     WHERE o.tipo = 'NF_SEM_SEPARACAO' AND o.numero_nf = ANY (ARRAY(SELECT numero_nf FROM stg_link))
       AND o.qtd_faturada <> n.qtd
),
locked AS (
    SELECT i.id FROM inconsistencia_faturamento i
     WHERE i.id = ANY (ARRAY(SELECT id FROM own)) AND i.resolvida IS NOT TRUE ORDER BY i.id FOR NO KEY UPDATE
),
updated AS (
    UPDATE inconsistencia_faturamento i SET qtd_faturada = n.qtd
      FROM stg_link_product n
     WHERE i.id = ANY (ARRAY(SELECT id FROM locked))
       AND i.numero_nf = n.numero_nf AND coalesce(i.num_pedido, '') = n.pedido AND i.cod_produto = n.cod_produto
    RETURNING 1
),
missing AS MATERIALIZED (
    SELECT n.*, now() AT TIME ZONE c.time_zone AS detectada_em
      FROM lacking n CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM inconsistencia_faturamento i
                        WHERE i.tipo = 'NF_SEM_SEPARACAO' AND i.numero_nf = n.numero_nf
                          AND coalesce(i.num_pedido, '') = n.pedido AND i.cod_produto = n.cod_produto
                          AND (i.resolvida IS NOT TRUE OR i.resolvida_por IS DISTINCT FROM c.author))
       AND NOT EXISTS (SELECT 1 FROM ciclo_inconsistencia k
                        WHERE k.tipo = 'NF_SEM_SEPARACAO' AND k.numero_nf = n.numero_nf AND k.num_pedido = n.pedido
                          AND k.cod_produto = n.cod_produto)
),
inserted AS (
    INSERT INTO inconsistencia_faturamento (tipo, numero_nf, num_pedido, cod_produto, qtd_faturada, resolvida, detectada_em)
    SELECT 'NF_SEM_SEPARACAO', n.numero_nf, nullif(n.pedido, ''), n.cod_produto, n.qtd, false, n.detectada_em
      FROM missing n
    RETURNING tipo, numero_nf, coalesce(num_pedido, '') AS num_pedido, cod_produto
),
remembered AS (
    INSERT INTO ciclo_inconsistencia (tipo, numero_nf, num_pedido, cod_produto, opened_at)
    SELECT tipo, numero_nf, num_pedido, cod_produto, now() FROM inserted
        ON CONFLICT DO NOTHING
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'inconsistencia_faturamento', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) + (SELECT count(*) FROM missing) AS sent,
                   (SELECT count(*) FROM updated) + (SELECT count(*) FROM inserted) AS written
             WHERE EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = 'inconsistencia_faturamento'::regclass AND g.tgtype & 3 = 3)) n
     WHERE n.written < n.sent
)
SELECT count(*) AS inconsistencies_opened FROM inserted
