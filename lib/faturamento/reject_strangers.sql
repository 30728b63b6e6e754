-- A number is no identity: an NF that the application holds and nobody remembers is taken for one of Odoo's only where the
-- CNPJ agrees by digits, or is empty here, and, of several of that number in Odoo, where a pedido agrees too. So is one that
-- is remembered by now, but was not entered by this program. Any other is set aside, naming both; an old one that only its
-- number brought here is passed over. Before reject_nfs.sql. Returns counts. Not safe to repeat in a session.
WITH namesake AS (
    SELECT numero FROM (SELECT id, btrim(numero_nf) AS numero FROM stg_move
                        UNION
                        SELECT id, btrim(numero_nf) FROM stg_outside_move WHERE move_type = 'out_invoice') n
     WHERE numero <> '' GROUP BY numero HAVING count(*) > 1
),
candidate AS (
    SELECT m.id, btrim(m.numero_nf) AS numero, m.origin AS invoice_origin, coalesce(m.cnpj, p.cnpj, '') AS cnpj,
           coalesce(m.create_date < c.horizon, false) AND coalesce(m.date < c.horizon::date, true)
           AND NOT EXISTS (SELECT 1 FROM stg_known_nf k WHERE k.move_id = m.id)
           AND NOT EXISTS (SELECT 1 FROM stg_needed_line l WHERE l.move_id = m.id)
           AND NOT EXISTS (SELECT 1 FROM ciclo_rejeito r WHERE r.model = 'account.move' AND r.record_id = m.id) AS passes_by,
           EXISTS (SELECT 1 FROM stg_known_nf k WHERE k.numero_nf = btrim(m.numero_nf) AND k.state <> 'gone') AS is_known
      FROM stg_selected_move s JOIN stg_move m ON m.id = s.id CROSS JOIN stg_ciclo c
      LEFT JOIN stg_person p ON p.id = m.partner_id
     WHERE NOT EXISTS (SELECT 1 FROM stg_known_nf k
                        WHERE k.move_id = m.id AND k.numero_nf = btrim(m.numero_nf) AND k.state <> 'gone')
),
held AS (
    SELECT c.*, array_to_string(h.cnpjs, ', ') AS held_cnpj, h.pedido AS held_pedido, h.origens,
           coalesce(regexp_replace(c.cnpj, '[^0-9]', '', 'g') <> ANY (h.cnpjs), false) AS other_client,
           c.is_known OR EXISTS (SELECT 1 FROM namesake n WHERE n.numero = c.numero) AS is_one_of_several
      FROM candidate c
     CROSS JOIN LATERAL (SELECT * FROM stg_held_nf h WHERE h.numero_nf = c.numero OFFSET 0) h
     WHERE NOT (c.is_known AND h.is_ours)
),
origem AS MATERIALIZED (  -- of all of them at once: for each its lines would be looked for among all
    SELECT l.move_id, l.origem FROM stg_line_origem l
     WHERE l.move_id IN (SELECT h.id FROM held h WHERE h.is_one_of_several)
),
stranger AS (
    SELECT h.* FROM held h
     WHERE h.other_client
        OR (h.is_one_of_several
            AND NOT coalesce(h.origens && string_to_array(replace(h.invoice_origin, ', ', ','), ','), false)
            AND NOT EXISTS (SELECT 1 FROM origem o
                             WHERE o.move_id = h.id AND (o.origem = ANY (h.origens) OR (o.origem IS NULL AND h.origens IS NULL))))
),
passed AS (
    DELETE FROM stg_selected_move s USING stranger t WHERE s.id = t.id AND t.passes_by RETURNING 1
),
noted AS (
    INSERT INTO stg_reject (model, id, reason, remedy)
    SELECT 'account.move', t.id,
           'NF ' || t.numero || ': account.move ' || t.id || ' of CNPJ ' || coalesce(nullif(t.cnpj, ''), '(none)') || ', origin '
           || coalesce(t.invoice_origin, '(none)') || ', is not the NF of that number here, of CNPJ '
           || coalesce(nullif(t.held_cnpj, ''), '(none)') || ', pedido ' || coalesce(t.held_pedido, '(none)'),
           'same_number'
      FROM stranger t WHERE NOT t.passes_by
)
SELECT count(*) AS passed_over, -count(*) AS selected FROM passed
