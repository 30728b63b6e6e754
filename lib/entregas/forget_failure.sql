-- While the deliveries are left out on purpose a failure of an earlier cycle counts no longer; what is due stays due. Returns
-- nothing. Safe to repeat.
DELETE FROM ciclo_rejeito WHERE model = 'entregas_monitoradas'
