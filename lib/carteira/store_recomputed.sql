-- Stores what recompute_rows.sql decided. Rows that stay as they were are an AVISO. Returns counts; archived are those that were live. Safe to repeat.
WITH updated AS (
    UPDATE carteira_principal p
       SET qtd_produto_pedido = w.qtd, qtd_saldo_produto_pedido = w.saldo, ativo = w.ativo,
           ultima_sync = now() AT TIME ZONE c.time_zone, updated_at = now() AT TIME ZONE c.time_zone,
           updated_by = c.author || coalesce(': ' || w.reason, '')
      FROM stg_recomputed_row w CROSS JOIN stg_ciclo c
     WHERE p.id = w.id AND p.id = ANY (ARRAY(SELECT id FROM stg_recomputed_row))
       AND (w.qtd, w.saldo, w.ativo) IS DISTINCT FROM (p.qtd_produto_pedido, p.qtd_saldo_produto_pedido, p.ativo)
    RETURNING w.num_pedido, p.cod_produto, w.saldo, w.ativo, w.old_saldo, w.old_ativo, w.reason
),
archived AS (
    INSERT INTO stg_archived (num_pedido, cod_produto, reason, was_live)
    SELECT num_pedido, cod_produto, reason, old_saldo <> 0 FROM updated WHERE old_ativo AND NOT ativo
),
noted AS (
    INSERT INTO stg_saldo_changed (num_pedido) SELECT DISTINCT num_pedido FROM updated ON CONFLICT DO NOTHING
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'carteira_principal', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_recomputed_row w
                     CROSS JOIN LATERAL (SELECT * FROM carteira_principal p WHERE p.id = w.id OFFSET 0) p
                     WHERE (w.qtd, w.saldo, w.ativo) IS DISTINCT FROM (p.qtd_produto_pedido, p.qtd_saldo_produto_pedido, p.ativo)) AS sent, (SELECT count(*) FROM updated) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS updated, count(*) FILTER (WHERE saldo > old_saldo + 0.01) AS increased,
       count(*) FILTER (WHERE saldo < old_saldo - 0.01) AS reduced,
       count(*) FILTER (WHERE old_ativo AND old_saldo <> 0 AND NOT ativo) AS archived
  FROM updated
