-- Brings the known rows that differ (differing_rows.sql) to Odoo's values: the columns that this program owns, no other.
-- What hangs on a record that Odoo does not show stays as it is in each row. An ativo of NULL counts as true and becomes
-- it. Rows that stay as they were are an AVISO. Returns counts; archived are those that were live. Safe to repeat.
WITH updated AS (
    UPDATE carteira_principal p
       SET $(owned: ? = d.?),
           ativo = d.ativo,
           ultima_sync = now() AT TIME ZONE c.time_zone, updated_at = now() AT TIME ZONE c.time_zone,
           updated_by = c.author || coalesce(': ' || d.reason, '')
      FROM (SELECT w.*, b.id, b.old_saldo, b.old_preco, b.old_ativo,
                   CASE WHEN w.cancelled THEN 'pedido cancelado no Odoo' WHEN NOT w.ativo THEN 'linha zerada no Odoo' END AS reason
              FROM stg_differing_row b
              JOIN stg_wanted s ON s.num_pedido = b.num_pedido AND s.cod_produto = b.cod_produto
             CROSS JOIN LATERAL jsonb_populate_record(s, b.kept) w) d
     CROSS JOIN stg_ciclo c
     WHERE p.id = d.id AND p.id = ANY (ARRAY(SELECT id FROM stg_differing_row))
    RETURNING d.num_pedido, d.cod_produto, d.reason, d.qtd_saldo_produto_pedido AS saldo, d.old_saldo, d.ativo, d.old_ativo,
              d.preco_produto_pedido AS preco, d.old_preco
),
archived AS (
    INSERT INTO stg_archived (num_pedido, cod_produto, reason, was_live)
    SELECT num_pedido, cod_produto, reason, old_saldo <> 0 FROM updated WHERE old_ativo AND NOT ativo
),
noted AS (
    INSERT INTO stg_saldo_changed (num_pedido)
    SELECT DISTINCT num_pedido FROM updated
     WHERE (saldo, ativo, preco) IS DISTINCT FROM (old_saldo, old_ativo, old_preco)
        ON CONFLICT DO NOTHING
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'carteira_principal', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_differing_row) AS sent, (SELECT count(*) FROM updated) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS updated, count(*) FILTER (WHERE saldo > old_saldo + 0.01) AS increased,
       count(*) FILTER (WHERE saldo < old_saldo - 0.01) AS reduced,
       count(*) FILTER (WHERE old_ativo AND old_saldo <> 0 AND NOT ativo) AS archived,
       count(*) FILTER (WHERE ativo AND NOT old_ativo) AS reactivated
  FROM updated
