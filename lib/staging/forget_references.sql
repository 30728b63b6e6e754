-- What was remembered of small models counts no more: a full load begins that memory anew, for another Odoo, other fields
-- or another user may be behind it. Before remember_references(). Returns nothing. Safe to repeat.
UPDATE ciclo_referencia SET read_at = '-infinity' WHERE read_at <> '-infinity'
