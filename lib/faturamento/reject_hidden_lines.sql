-- Sets aside NFs that would lose rows or quantity, or come new, although their lines do not add up to the NF's own totals: a
-- record rule hides lines without an error, but not from a stored total. Totals that never added up prove nothing: of a known
-- NF that is remembered so, of new ones where most of the newest did not. A cancelled NF that is known here needs no lines:
-- those that came are not used, and its rows are cancelled as they are. After judge_lines. Returns nothing. Safe to repeat.
WITH here AS (
    SELECT f.numero_nf, f.cod_produto, sum(f.qtd_produto_faturado) AS qtd
      FROM faturamento_produto f JOIN stg_nf n ON n.numero_nf = f.numero_nf
     WHERE n.lines_add_up IS NOT TRUE
     GROUP BY f.numero_nf, f.cod_produto
),
staged AS (
    SELECT numero_nf, cod_produto, sum(qtd) AS qtd FROM stg_nf_row GROUP BY numero_nf, cod_produto
),
shrinking AS (
    SELECT DISTINCT h.numero_nf
      FROM here h LEFT JOIN staged s ON s.numero_nf = h.numero_nf AND s.cod_produto = h.cod_produto
     WHERE s.qtd IS NULL OR s.qtd < h.qtd
),
newest AS (
    SELECT k.lines_add_up FROM (SELECT lines_add_up FROM stg_known_nf WHERE lines_add_up IS NOT NULL
                                 ORDER BY move_id DESC LIMIT 200) k
    UNION ALL
    SELECT n.lines_add_up FROM stg_nf n WHERE n.lines_add_up IS NOT NULL
),
totals AS (  -- one that does not add up is hidden; many, and most of all, are how this Odoo adds up
    SELECT count(*) FILTER (WHERE NOT lines_add_up) <= greatest(10, count(*) FILTER (WHERE lines_add_up)) AS mean_lines
      FROM newest
),
judged AS (
    SELECT n.move_id, n.numero_nf, n.status_nf, t.subtotal, t.total, t.amount_untaxed, t.amount_total,
           EXISTS (SELECT 1 FROM here h WHERE h.numero_nf = n.numero_nf) AS is_known,
           EXISTS (SELECT 1 FROM shrinking s WHERE s.numero_nf = n.numero_nf) AS shrinks,
           k.lines_add_up IS FALSE AS never_did,
           coalesce(t.amount_untaxed - t.subtotal > t.slack, t.amount_total - t.total > t.slack)
           AND coalesce(t.amount_total - t.total > t.slack, t.amount_untaxed - t.subtotal > t.slack) AS is_short
      FROM stg_nf n JOIN stg_nf_total t ON t.move_id = n.move_id LEFT JOIN stg_known_nf k ON k.move_id = n.move_id
     WHERE n.lines_add_up IS NOT TRUE
),
hidden AS (
    SELECT j.*, j.is_known AND j.status_nf = 'Cancelado' AS needs_none FROM judged j CROSS JOIN totals t
     WHERE CASE WHEN j.is_known THEN j.shrinks AND NOT j.never_did ELSE j.is_short AND t.mean_lines END
),
noted AS (
    INSERT INTO stg_reject (model, id, reason, remedy)
    SELECT 'account.move', move_id,
           'NF ' || numero_nf || ': its lines add up to ' || round(subtotal, 2) || ' (' || round(total, 2)
           || ' with taxes), Odoo says ' || coalesce(round(amount_untaxed, 2)::text, '?') || ' ('
           || coalesce(round(amount_total, 2)::text, '?')
           || '): lines are hidden from the Odoo user (record rules, companies)', 'access'
      FROM hidden WHERE NOT needs_none
),
emptied AS (
    DELETE FROM stg_nf_row r USING hidden h WHERE r.move_id = h.move_id
),
unjudged AS (  -- what is hidden does not show how the totals are made
    UPDATE stg_nf n SET lines_add_up = NULL FROM hidden h WHERE n.move_id = h.move_id AND h.needs_none
)
DELETE FROM stg_nf n USING hidden h WHERE n.move_id = h.move_id AND NOT h.needs_none
