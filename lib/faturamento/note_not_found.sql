-- NFs that were asked for by number and that did not come: AVISO NF_NAO_ENCONTRADA with the reason. Not one that is
-- remembered and has another number by now, nor one that is known here and outside the filters, which another AVISO says.
-- Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_notice (kind, subject, detail)
SELECT 'NF_NAO_ENCONTRADA', s.numero_nf, coalesce(o.outside_by, 'não existe no Odoo, ou o usuário não a vê')
  FROM stg_ciclo c CROSS JOIN LATERAL unnest(c.nfs) s (numero_nf)
  LEFT JOIN LATERAL (
        SELECT 'fora dos filtros: '
               || CASE WHEN o.move_type IS DISTINCT FROM 'out_invoice' THEN 'move_type ' || coalesce(o.move_type, 'vazio')
                       WHEN o.company_id = ANY (c.excluded_companies) THEN 'company_id ' || o.company_id
                       ELSE 'tipo_pedido ' || coalesce(o.tipo_pedido, 'vazio') END AS outside_by
          FROM stg_outside_move o WHERE btrim(o.numero_nf) = s.numero_nf ORDER BY o.id LIMIT 1) o ON true
 WHERE NOT EXISTS (SELECT 1 FROM stg_move m WHERE btrim(m.numero_nf) = s.numero_nf)
   AND NOT EXISTS (SELECT 1 FROM stg_known_nf k
                    WHERE k.numero_nf = s.numero_nf
                      AND (EXISTS (SELECT 1 FROM stg_move m WHERE m.id = k.move_id)
                           OR EXISTS (SELECT 1 FROM stg_outside_move o WHERE o.id = k.move_id)))
