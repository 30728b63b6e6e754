-- Turns the selected NFs into rows of the application's types. Local dates come from `date` (no time, no zone). An NF that
-- another program has entered is left alone. A column that hangs on a record which Odoo does not show is named in hidden:
-- what stands there is only for a new row.
-- Returns the number of NFs. Not safe to repeat in a session.
WITH good AS (
    SELECT m.*, btrim(m.numero_nf) AS numero, s.historic FROM stg_move m JOIN stg_selected_move s ON s.id = m.id
     WHERE NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'account.move' AND r.id = m.id)
       AND NOT EXISTS (SELECT 1 FROM stg_foreign_nf f WHERE f.numero_nf = btrim(m.numero_nf) OFFSET 0)
),
named AS (
    SELECT g.id, g.numero, g.state,
           CASE g.state WHEN 'posted' THEN 'Lançado' WHEN 'cancel' THEN 'Cancelado' ELSE 'Provisório' END AS status_nf,
           g.date, coalesce(g.cnpj, p.cnpj, '') AS cnpj, coalesce(g.invoice_partner_display_name, p.name, '') AS nome,
           pl.city, pl.uf,
           coalesce(u.name, CASE WHEN u.id IS NOT NULL OR g.invoice_user_id IS NULL THEN pu.name END) AS vendedor,
           t.name AS equipe, i.code AS incoterm, g.invoice_origin,
           g.historic, coalesce(h.columns, '{}') AS hidden, coalesce(h.records, '{}') AS hidden_records
      FROM good g
      JOIN stg_person p ON p.id = g.partner_id
      LEFT JOIN stg_place pl ON pl.partner_id = p.id
      LEFT JOIN stg_user u ON u.id = g.invoice_user_id
      LEFT JOIN stg_user pu ON pu.id = p.user_id
      LEFT JOIN stg_team t ON t.id = g.team_id
      LEFT JOIN stg_incoterm_code i ON i.id = g.invoice_incoterm_id
      LEFT JOIN stg_municipio mu ON mu.id = p.municipio_id
      LEFT JOIN LATERAL (
            SELECT array_agg(DISTINCT r.name) AS columns, array_agg(DISTINCT r.table_name || ' ' || r.id) AS records
              FROM (VALUES ('vendedor', 'stg_user', coalesce(g.invoice_user_id, p.user_id)),
                           ('equipe_vendas', 'stg_team', g.team_id),
                           ('incoterm', 'stg_incoterm', g.invoice_incoterm_id),
                           ('municipio', 'stg_municipio', p.municipio_id),
                           ('estado', 'stg_municipio', p.municipio_id),
                           ('estado', 'stg_state', mu.state_id),
                           ('estado', 'stg_state', CASE WHEN pl.uf IS NULL THEN p.state_id END)) r (name, table_name, id)
              JOIN stg_absent x ON x.table_name = r.table_name AND x.id = r.id
             WHERE EXISTS (SELECT 1 FROM stg_absent)  -- not to look where nothing is hidden
           ) h ON true
),
stored AS (
    INSERT INTO stg_nf (move_id, numero_nf, state, status_nf, data_fatura, cnpj_cliente, nome_cliente, municipio, estado,
                        vendedor, equipe_vendas, incoterm, invoice_origin, texts_cut, historic, hidden,
                        hidden_records)
    SELECT id, numero, state, status_nf, date, left(cnpj, 20), left(nome, 255), left(city, 100), uf, left(vendedor, 100),
           left(equipe, 100), left(incoterm, 20), invoice_origin,
           (length(cnpj) > 20)::int + (length(nome) > 255)::int + coalesce(length(city) > 100, false)::int
           + coalesce(length(vendedor) > 100, false)::int + coalesce(length(equipe) > 100, false)::int
           + coalesce(length(incoterm) > 20, false)::int,
           historic, hidden, hidden_records
      FROM named
    RETURNING 1
)
SELECT count(*) AS nfs FROM stored
