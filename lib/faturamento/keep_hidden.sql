-- What a staged NF says of records that Odoo does not show is unknown: it takes what the application's rows hold, the pedido
-- from the row that it becomes, the columns of the whole NF from its oldest row. An NF that takes a number over has no rows
-- of its own to keep from. Notes what is hidden. After match_rows. Returns nothing. Not safe to repeat in a transaction.
WITH kept_origem AS (
    UPDATE stg_nf_row r SET origem = f.origem
      FROM stg_nf_match m JOIN faturamento_produto f ON f.id = m.id CROSS JOIN stg_ciclo c
     WHERE r.row_id = m.row_id AND NOT r.origem_shown AND f.origem LIKE ANY (c.pedido_patterns)
       AND (f.origem IS DISTINCT FROM r.origem OR r.origem_hidden IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM stg_taken_nf t WHERE t.move_id = r.move_id)
    RETURNING r.numero_nf, r.origem, r.origem_hidden
),
oldest AS (
    SELECT DISTINCT ON (n.move_id) n.move_id, f.vendedor, f.equipe_vendas, f.incoterm, f.municipio, f.estado
      FROM stg_nf n JOIN faturamento_produto f ON f.numero_nf = n.numero_nf
     WHERE n.hidden <> '{}' AND NOT EXISTS (SELECT 1 FROM stg_taken_nf t WHERE t.move_id = n.move_id)
     ORDER BY n.move_id, f.id
),
kept AS (
    UPDATE stg_nf n
       SET vendedor = CASE WHEN 'vendedor' = ANY (n.hidden) THEN o.vendedor ELSE n.vendedor END,
           equipe_vendas = CASE WHEN 'equipe_vendas' = ANY (n.hidden) THEN o.equipe_vendas ELSE n.equipe_vendas END,
           incoterm = CASE WHEN 'incoterm' = ANY (n.hidden) THEN o.incoterm ELSE n.incoterm END,
           municipio = CASE WHEN 'municipio' = ANY (n.hidden) THEN o.municipio ELSE n.municipio END,
           estado = CASE WHEN 'estado' = ANY (n.hidden) THEN o.estado ELSE n.estado END
      FROM oldest o WHERE o.move_id = n.move_id
)
INSERT INTO stg_notice (kind, subject, detail)
SELECT DISTINCT 'NF_ORIGEM_MANTIDA', k.numero_nf,
       k.origem || coalesce(', ' || k.origem_hidden || ' não aparece no Odoo', ', o Odoo não mostra o pedido')
  FROM kept_origem k
UNION ALL
SELECT 'REGISTRO_ILEGIVEL', m.model || ' ' || split_part(h.record, ' ', 2), 'NF ' || min(n.numero_nf)
  FROM stg_nf n CROSS JOIN LATERAL unnest(n.hidden_records) h (record)
  JOIN stg_model_name m ON m.table_name = split_part(h.record, ' ', 1)
 WHERE NOT EXISTS (SELECT 1 FROM stg_closed s WHERE s.table_name = m.table_name)  -- reported once, as a model
 GROUP BY m.model, h.record
