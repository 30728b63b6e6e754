-- Which open inconsistencies of ours no longer hold, and why. NF_SEM_SEPARACAO holds while the NF has a live row of the
-- product, no active movement of it has a lot and linking has found none; DIVERGENCIA_NF_EMBARQUE while an active
-- shipment item has the NF's number and another pedido (collect_divergent.sql). Only NFs that faturamento knows.
-- Returns nothing. Not safe to repeat in a transaction.
WITH open AS MATERIALIZED (
    SELECT i.id, i.tipo, i.numero_nf, i.num_pedido, i.cod_produto FROM inconsistencia_faturamento i CROSS JOIN stg_ciclo c
     WHERE i.resolvida IS NOT TRUE AND i.tipo IN ('NF_SEM_SEPARACAO', 'DIVERGENCIA_NF_EMBARQUE')
       AND i.detectada_em IS DISTINCT FROM now() AT TIME ZONE c.time_zone  -- opened by this very transaction
),
-- Looked up by number, then compared as sets: there may be very many.
number AS MATERIALIZED (SELECT DISTINCT numero_nf FROM open WHERE tipo = 'NF_SEM_SEPARACAO'),
with_lot AS MATERIALIZED (
    SELECT m.numero_nf, m.cod_produto, m.pedido FROM stg_nf_movement m
     WHERE m.numero_nf = ANY (ARRAY(SELECT numero_nf FROM number)) AND m.ativo AND m.lote IS NOT NULL
),
settled AS (
    SELECT o.id, CASE WHEN l.found THEN 'NF_VINCULADA' ELSE 'PRODUTO_SAIU_DA_NF' END AS action
      FROM open o
     CROSS JOIN LATERAL (
            SELECT CASE WHEN o.num_pedido IS NULL THEN ((o.numero_nf, o.cod_produto) IN (SELECT numero_nf, cod_produto FROM with_lot)) IS TRUE
                        ELSE ((o.numero_nf, o.cod_produto, o.num_pedido) IN (SELECT numero_nf, cod_produto, pedido FROM with_lot)) IS TRUE
                   END
                   OR ((o.numero_nf, coalesce(o.num_pedido, ''))
                       IN (SELECT k.numero_nf, k.pedido FROM stg_link k WHERE k.lote IS NOT NULL)) IS TRUE AS found
           ) l
     WHERE o.tipo = 'NF_SEM_SEPARACAO'
       AND (l.found
            OR ((o.numero_nf, o.cod_produto)
                IN (SELECT f.numero_nf, f.cod_produto FROM faturamento_produto f
                     WHERE f.numero_nf = ANY (ARRAY(SELECT numero_nf FROM number)) AND f.status_nf <> 'Cancelado')) IS NOT TRUE)
    UNION ALL
    SELECT o.id, 'EMBARQUE_CORRIGIDO' FROM open o
     WHERE o.tipo = 'DIVERGENCIA_NF_EMBARQUE' AND NOT EXISTS (SELECT 1 FROM stg_divergent_item d WHERE d.nota_fiscal = o.numero_nf)
)
-- Last, since few come this far: whose they are.
INSERT INTO stg_settled (id, action)
SELECT s.id, s.action FROM settled s
 WHERE EXISTS (SELECT 1 FROM stg_own_inconsistency i
                WHERE i.id = s.id AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = i.numero_nf OFFSET 0)
               OFFSET 0)
