-- Remembers of NFs that were remembered before whether their stock movements are still to be made: no longer of those that
-- linking looked at; again of one that was stored anew (under another number) and is a draft or cancelled. After
-- remember.sql. Returns nothing. Safe to repeat.
UPDATE ciclo_nf k SET movements_due = d.due
  FROM (SELECT t.numero_nf, false AS due FROM (SELECT DISTINCT numero_nf FROM stg_link_target) t
        UNION ALL
        SELECT n.numero_nf, true FROM stg_nf n
         WHERE n.situation = 'nova' AND NOT n.historic AND n.kept IS NULL
           AND NOT EXISTS (SELECT 1 FROM stg_link_target t WHERE t.numero_nf = n.numero_nf)) d
 WHERE k.numero_nf = d.numero_nf AND k.state <> 'gone' AND k.movements_due IS DISTINCT FROM d.due
