-- A right that only the deliveries need is missing: they are left out, and stay due. Returns nothing. Safe to repeat.
INSERT INTO stg_notice (kind, subject, detail)
SELECT 'ENTREGAS_SEM_DIREITO', 'entregas_monitoradas',
       format('entregas ficam de fora: veja ''ciclo check''; GRANT SELECT, INSERT, UPDATE ON entregas_monitoradas TO %I; '
              'GRANT SELECT, INSERT ON agendamentos_entrega TO %I; GRANT SELECT ON transportadoras, cidades, cidades_atendidas TO %I',
              current_user, current_user, current_user)
