-- What was due is done, and a failure of an earlier cycle is over. Returns nothing. Safe to repeat.
-- Only where entregas_monitoradas.numero_nf exists.
WITH forgotten AS (
    DELETE FROM ciclo_rejeito WHERE model = 'entregas_monitoradas'
)
INSERT INTO ciclo_entrega AS k (numero_nf, due, made_at)
SELECT d.numero_nf, NULL, CASE WHEN d.kind = 'make' THEN now() END FROM stg_delivery d WHERE d.kind <> 'follow' ORDER BY 1
    ON CONFLICT (numero_nf) DO UPDATE SET due = NULL, made_at = coalesce(k.made_at, excluded.made_at)
