-- Chooses the NFs whose lines are worth reading. An NF without a number is no NF yet: it waits. An old one that is
-- unknown here is taken only where a saldo needs it, or it was asked for, as history; its number alone makes it known only
-- while no other NF is remembered under it and the rows are no other issuer's. Returns counts. Not safe to repeat in a
-- session.
WITH numbered AS (
    SELECT m.id, btrim(m.numero_nf) AS numero_nf,
           coalesce(m.create_date >= c.horizon, true) OR coalesce(m.date >= c.horizon::date, false) AS young,
           k.move_id IS NOT NULL AS remembered, k.historic, m.origin, c.nfs, c.pedidos
      FROM stg_move m CROSS JOIN stg_ciclo c LEFT JOIN stg_known_nf k ON k.move_id = m.id
     WHERE btrim(m.numero_nf) <> ''
),
judged AS (
    SELECT n.*,
           EXISTS (SELECT 1 FROM stg_held_nf f WHERE f.numero_nf = n.numero_nf OFFSET 0)
           AND NOT EXISTS (SELECT 1 FROM stg_known_nf o
                            WHERE o.numero_nf = n.numero_nf AND o.move_id <> n.id AND o.state <> 'gone') AS known,
           EXISTS (SELECT 1 FROM stg_needed_line l WHERE l.move_id = n.id) AS needed,
           EXISTS (SELECT 1 FROM ciclo_rejeito r WHERE r.model = 'account.move' AND r.record_id = n.id) AS set_aside,
           n.numero_nf = ANY (n.nfs) OR n.origin = ANY (n.pedidos) AS asked_for
      FROM numbered n
),
selected AS (
    INSERT INTO stg_selected_move (id, historic)
    SELECT id, coalesce(historic, NOT young) FROM judged WHERE young OR remembered OR known OR needed OR set_aside OR asked_for
    RETURNING 1
)
SELECT (SELECT count(*) FROM stg_move) AS read,
       (SELECT count(*) FROM stg_move) - (SELECT count(*) FROM numbered) AS waiting,
       (SELECT count(*) FROM numbered) - (SELECT count(*) FROM selected) AS passed_over,
       (SELECT count(*) FROM selected) AS selected
