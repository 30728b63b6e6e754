-- The open inconsistencies of a cancelled NF are resolved, not deleted; not those of pedidos typed into the application.
-- Returns the count. Safe to repeat.
WITH resolved AS (
    UPDATE inconsistencia_faturamento i
       SET resolvida = true, resolvida_em = now() AT TIME ZONE c.time_zone, resolvida_por = c.author,
           acao_tomada = 'NF_CANCELADA'
      FROM stg_undone_nf n JOIN stg_own_inconsistency o ON o.numero_nf = n.numero_nf CROSS JOIN stg_ciclo c
     WHERE i.id = o.id AND coalesce(o.num_pedido, '') <> ALL (n.kept_pedidos)
    RETURNING 1
)
SELECT count(*) AS inconsistencies_resolved FROM resolved
