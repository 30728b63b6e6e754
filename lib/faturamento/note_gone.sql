-- Reports NFs that are gone while rows of them still count, of those that only a setting leaves out and of remembered ones
-- that Odoo does not show, of which nothing is undone, and of numbers that another NF has taken over. Returns counts. Not
-- safe to repeat in a transaction.
WITH gone AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT g.kind, g.numero_nf, g.detail FROM stg_nf_gone g
     WHERE EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = g.numero_nf AND f.status_nf <> 'Cancelado'
                    OFFSET 0)
    RETURNING 1
),
left_out AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'NF_FORA_DO_FILTRO', o.numero_nf, o.reason || ' fica fora por configuração, account.move ' || o.move_id
      FROM stg_outside_nf o
     WHERE o.has_left IS NOT TRUE
       AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = o.numero_nf AND f.status_nf <> 'Cancelado')
    RETURNING 1
),
taken AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'NF_RENUMERADA', numero_nf, 'agora account.move ' || move_id || ', antes ' || former_move_id FROM stg_taken_nf
    RETURNING 1
),
absent AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'NF_AUSENTE', k.numero_nf, 'account.move ' || k.move_id
      FROM stg_absent a JOIN ciclo_nf k ON k.move_id = a.id
     WHERE a.table_name = 'stg_outside_move' AND k.state <> 'gone'
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) AS gone, (SELECT count(*) FROM taken) AS taken_over,
       (SELECT count(*) FROM left_out) AS left_out_by_settings, (SELECT count(*) FROM absent) AS absent
