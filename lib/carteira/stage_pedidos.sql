-- Turns the pedidos that were read into the application's types. Odoo's times are UTC; the application's dates are
-- local, so a pedido made at 23:30 belongs to that day. REDESPACHO: with incoterm RED the goods go to the carrier's
-- own partner. A column that hangs on a record which Odoo does not show is named in header_hidden: it stays as it is in
-- rows that are there, and a new row goes without. Returns counts. Not safe to repeat in a session.
WITH good AS (
    SELECT o.* FROM stg_order o CROSS JOIN stg_ciclo c
     WHERE o.name LIKE ANY (c.pedido_patterns)
       AND NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'sale.order' AND r.id = o.id)
),
addressed AS (
    SELECT g.*, i.code AS incoterm, d.name AS carrier,
           CASE WHEN i.code = 'RED' AND d.partner_id IS NOT NULL THEN d.partner_id
                ELSE coalesce(g.partner_shipping_id, g.partner_id) END AS delivery_id
      FROM good g
      LEFT JOIN stg_incoterm_code i ON i.id = g.incoterm_id
      LEFT JOIN stg_carrier d ON d.id = g.carrier_id
),
stored AS (
    INSERT INTO stg_pedido (order_id, num_pedido, cancelled, $(pedido: ?), header_hidden, remembered, uf_is_unknown)
    SELECT a.id, a.name, a.state = 'cancel',
           CASE WHEN a.state = 'cancel' THEN 'Cancelado' WHEN a.state IN ('draft', 'sent') THEN 'Cotação'
                ELSE 'Pedido de venda' END,
           left(a.pedido_compra, 100), (a.create_date AT TIME ZONE 'UTC' AT TIME ZONE c.time_zone)::date,
           (a.date_order AT TIME ZONE 'UTC' AT TIME ZONE c.time_zone)::date,
           (a.commitment_date AT TIME ZONE 'UTC' AT TIME ZONE c.time_zone)::date,
           left(coalesce(p.cnpj, ''), 20), left(coalesce(pg_temp.word(p.razao_social), p.name), 255), left(p.name, 30),
           left(pp.city, 100), pp.uf,
           left(CASE WHEN a.user_id IS NULL OR u.id IS NOT NULL THEN coalesce(u.name, pu.name) END, 100), left(t.name, 100), left(pt.name, 100),
           left(pr.name, 100), left(a.incoterm, 20), left(a.carrier, 100), coalesce(p.agendamento, 'Não'), a.picking_note,
           left(d.cnpj, 20), left(d.name, 255), left(d.zip, 10),
           left(CASE WHEN dp.city IS NULL AND hd.id IS NULL THEN pp.city ELSE dp.city END, 100),
           CASE WHEN dp.city IS NULL AND hd.id IS NULL THEN pp.uf ELSE dp.uf END,
           left(d.bairro, 100), left(d.street, 255), left(d.numero, 20), left(d.phone, 50), a.write_date,
           coalesce(h.columns, '{}'), EXISTS (SELECT 1 FROM ciclo_pedido k WHERE k.order_id = a.id OFFSET 0),
           (pp.uf IS NULL AND NOT pp.is_foreign) OR (dp.uf IS NULL AND NOT dp.is_foreign AND (dp.city IS NOT NULL OR pp.uf IS NULL))
      FROM addressed a CROSS JOIN stg_ciclo c
      JOIN stg_person p ON p.id = a.partner_id
      LEFT JOIN stg_place pp ON pp.partner_id = p.id
      LEFT JOIN stg_person d ON d.id = a.delivery_id
      LEFT JOIN stg_place dp ON dp.partner_id = d.id
      LEFT JOIN stg_user u ON u.id = a.user_id
      LEFT JOIN stg_user pu ON pu.id = p.user_id
      LEFT JOIN stg_team t ON t.id = a.team_id
      LEFT JOIN stg_payment_term pt ON pt.id = a.payment_term_id
      LEFT JOIN stg_payment_provider pr ON pr.id = a.payment_provider_id
      LEFT JOIN stg_municipio pm ON pm.id = p.municipio_id
      LEFT JOIN stg_municipio dm ON dm.id = d.municipio_id
      LEFT JOIN stg_absent hd ON hd.table_name = 'stg_municipio' AND hd.id = d.municipio_id
      LEFT JOIN LATERAL (
            SELECT array_agg(DISTINCT r.name) AS columns
              FROM (SELECT 'tags_pedido', 'stg_tag', g.id FROM unnest(a.tag_ids) g (id)
                    UNION ALL
                    VALUES ('vendedor', 'stg_user', coalesce(a.user_id, p.user_id)),
                           ('equipe_vendas', 'stg_team', a.team_id),
                           ('cond_pgto_pedido', 'stg_payment_term', a.payment_term_id),
                           ('forma_pgto_pedido', 'stg_payment_provider', a.payment_provider_id),
                           ('metodo_entrega_pedido', 'stg_carrier', a.carrier_id),
                           ('municipio', 'stg_municipio', p.municipio_id),
                           ('estado', 'stg_municipio', p.municipio_id),
                           ('estado', 'stg_state', pm.state_id),
                           ('estado', 'stg_state', CASE WHEN pp.uf IS NULL THEN p.state_id END),
                           ('nome_cidade', 'stg_municipio', coalesce(d.municipio_id, p.municipio_id)),
                           ('cod_uf', 'stg_municipio', coalesce(d.municipio_id, p.municipio_id)),
                           ('cod_uf', 'stg_state', CASE WHEN d.municipio_id IS NULL THEN pm.state_id ELSE dm.state_id END),
                           ('cod_uf', 'stg_state', CASE WHEN dp.uf IS NULL THEN d.state_id END)) r (name, table_name, id)
              JOIN stg_absent x ON x.table_name = r.table_name AND x.id = r.id
             WHERE EXISTS (SELECT 1 FROM stg_absent)  -- not to look where nothing is hidden
           ) h ON true
    RETURNING cancelled
)
SELECT count(*) AS pedidos, count(*) FILTER (WHERE cancelled) AS cancelled_in_odoo FROM stored
