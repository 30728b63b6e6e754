-- The last good run of stage $1: Odoo's clock when it began to read, and what shaped its reading. No row: never.
SELECT e.read_to, x.reading_fingerprint FROM ciclo_etapa e JOIN ciclo_execucao x ON x.id = e.execution
 WHERE e.stage = $1::varchar AND e.outcome = 'ok' AND e.read_to IS NOT NULL
 ORDER BY e.read_to DESC LIMIT 1
