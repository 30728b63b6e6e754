-- Chooses the NFs whose lines are worth reading. An NF without a number is no NF yet: it waits. An old one that is
-- unknown here is taken only where a saldo needs it, as history. Returns counts. Not safe to repeat in a session.
WITH numbered AS (
    SELECT m.id, btrim(m.numero_nf) AS numero_nf, coalesce(m.create_date >= c.horizon, true) AS young
      FROM stg_move m CROSS JOIN stg_ciclo c
     WHERE btrim(m.numero_nf) <> ''
),
judged AS (
    SELECT n.*,
           EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf) AS known,
           EXISTS (SELECT 1 FROM stg_needed_line l WHERE l.move_id = n.id) AS needed
      FROM numbered n
),
selected AS (
    INSERT INTO stg_selected_move (id)
    SELECT id FROM judged WHERE young OR known OR needed
    RETURNING 1
)
SELECT (SELECT count(*) FROM stg_move) AS read,
       (SELECT count(*) FROM stg_move) - (SELECT count(*) FROM numbered) AS waiting,
       (SELECT count(*) FROM judged WHERE NOT (young OR known OR needed)) AS passed_over,
       (SELECT count(*) FROM selected) AS selected
