-- Brings the known rows that differ (differing_rows.sql) to Odoo's values: the columns that this program owns, no other.
-- What hangs on a record that Odoo does not show stays as it is in each row.
-- A row is active while its line exists, its pedido is not cancelled and its saldo is not 0 (NULL counts as active).
-- Returns counts. Safe to repeat.
WITH updated AS (
    UPDATE carteira_principal p
       SET $(owned: ? = d.?),
           ativo = CASE WHEN d.ativo = d.old_ativo THEN p.ativo ELSE d.ativo END,
           ultima_sync = now() AT TIME ZONE c.time_zone, updated_at = now() AT TIME ZONE c.time_zone,
           updated_by = CASE WHEN d.cancelled THEN c.author || ': pedido cancelado no Odoo'
                             WHEN NOT d.ativo THEN c.author || ': saldo zero' ELSE c.author END
      FROM (SELECT w.*, b.id, b.old_saldo, b.old_preco, b.old_ativo FROM stg_differing_row b
              JOIN stg_wanted s ON s.num_pedido = b.num_pedido AND s.cod_produto = b.cod_produto
             CROSS JOIN LATERAL jsonb_populate_record(s, b.kept) w) d
     CROSS JOIN stg_ciclo c
     WHERE p.id = d.id AND p.id = ANY (ARRAY(SELECT id FROM stg_differing_row))
    RETURNING d.num_pedido, d.cod_produto, d.cancelled, d.qtd_saldo_produto_pedido AS saldo, d.old_saldo, d.ativo, d.old_ativo,
              d.preco_produto_pedido AS preco, d.old_preco
),
archived AS (
    INSERT INTO stg_archived (num_pedido, cod_produto, reason)
    SELECT num_pedido, cod_produto, CASE WHEN cancelled THEN 'pedido cancelado no Odoo' ELSE 'saldo zero' END
      FROM updated WHERE old_ativo AND NOT ativo
),
noted AS (
    INSERT INTO stg_saldo_changed (num_pedido)
    SELECT DISTINCT num_pedido FROM updated
     WHERE (saldo, ativo, preco) IS DISTINCT FROM (old_saldo, old_ativo, old_preco)
        ON CONFLICT DO NOTHING
)
SELECT count(*) AS updated, count(*) FILTER (WHERE saldo > old_saldo + 0.01) AS increased,
       count(*) FILTER (WHERE saldo < old_saldo - 0.01) AS reduced,
       count(*) FILTER (WHERE old_ativo AND NOT ativo) AS archived,
       count(*) FILTER (WHERE ativo AND NOT old_ativo) AS reactivated
  FROM updated
