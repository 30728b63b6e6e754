-- Whether the lines that came of each staged NF add up to one of its two totals, to half a cent a line and one more cent:
-- localisations differ in what the other total holds. NULL where neither is a usable number. Returns nothing. Safe to
-- repeat.
UPDATE stg_nf n
   SET lines_add_up = CASE WHEN abs(t.amount_untaxed - t.subtotal) <= t.slack OR abs(t.amount_total - t.total) <= t.slack THEN true
                           WHEN t.amount_untaxed IS NOT NULL OR t.amount_total IS NOT NULL THEN false END
  FROM stg_nf_total t
 WHERE t.move_id = n.move_id
