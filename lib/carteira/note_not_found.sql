-- Pedidos that were asked for by name and that did not come: AVISO PEDIDO_NAO_ENCONTRADO with the reason. Not one that came
-- under another name, was set aside, or of which another AVISO says that it left the filters or is left out by them.
-- Returns nothing. Not safe to repeat in a transaction.
WITH asked AS (
    SELECT s.name FROM stg_ciclo c CROSS JOIN LATERAL unnest(c.pedidos) s (name)
),
found AS (
    SELECT a.name, s.tipo_pedido, s.company_id, s.id FROM asked a JOIN stg_sweep s ON s.name = a.name
    UNION
    SELECT a.name, s.tipo_pedido, s.company_id, s.id FROM asked a
      JOIN stg_known_name k ON k.name = a.name JOIN stg_sweep s ON s.id = k.order_id
)
INSERT INTO stg_notice (kind, subject, detail)
SELECT 'PEDIDO_NAO_ENCONTRADO', a.name, coalesce(f.outside_by, 'não existe no Odoo, ou o usuário não o vê')
  FROM asked a
  LEFT JOIN LATERAL (
        SELECT 'fora dos filtros: ' || CASE WHEN f.company_id = ANY (c.excluded_companies) THEN 'company_id ' || f.company_id
                                            ELSE 'tipo_pedido ' || coalesce(f.tipo_pedido, 'vazio') END AS outside_by
          FROM found f CROSS JOIN stg_ciclo c WHERE f.name = a.name ORDER BY f.id LIMIT 1) f ON true
 WHERE NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = a.name)
   AND NOT EXISTS (SELECT 1 FROM stg_known_name k JOIN stg_order o ON o.id = k.order_id WHERE k.name = a.name)
   AND NOT EXISTS (SELECT 1 FROM found f JOIN stg_reject r ON r.model = 'sale.order' AND r.id = f.id WHERE f.name = a.name)
   AND NOT EXISTS (SELECT 1 FROM stg_gone g WHERE g.num_pedido = a.name)
   AND NOT EXISTS (SELECT 1 FROM stg_left_out l WHERE l.num_pedido = a.name)
