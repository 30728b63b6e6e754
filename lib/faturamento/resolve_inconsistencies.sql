-- Open inconsistencies of ours that no longer hold are resolved, not deleted. NF_SEM_SEPARACAO holds while the NF has a live row
-- of the product and no active movement of it bears a lot; DIVERGENCIA_NF_EMBARQUE while an active shipment item bears
-- the NF's number and another pedido. Only NFs that faturamento knows. An item that diverges no longer loses the error
-- that this program wrote on it. Returns counts. Safe to repeat.
WITH open AS (
    SELECT i.id, i.tipo, i.numero_nf, i.num_pedido, i.cod_produto FROM stg_own_inconsistency i
     WHERE i.tipo IN ('NF_SEM_SEPARACAO', 'DIVERGENCIA_NF_EMBARQUE')
       AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = i.numero_nf)
),
divergent AS (
    SELECT i.id, i.nota_fiscal FROM stg_active_item i
     WHERE (i.erro_validacao LIKE 'NF\_DIVERGENTE: NF %'
            OR i.nota_fiscal IN (SELECT numero_nf FROM open WHERE tipo = 'DIVERGENCIA_NF_EMBARQUE'))
       AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = i.nota_fiscal AND f.status_nf <> 'Cancelado')
       AND NOT EXISTS (SELECT 1 FROM faturamento_produto f
                        WHERE f.numero_nf = i.nota_fiscal AND f.status_nf <> 'Cancelado'
                          AND (f.origem IS NULL OR f.origem = i.pedido
                               OR EXISTS (SELECT 1 FROM stg_former_name n WHERE n.num_pedido = f.origem AND n.former = i.pedido)))
),
settled AS (
    SELECT o.id, CASE WHEN l.found THEN 'NF_VINCULADA' ELSE 'PRODUTO_SAIU_DA_NF' END AS action
      FROM open o
     CROSS JOIN LATERAL (
            SELECT EXISTS (SELECT 1 FROM stg_nf_movement m
                            WHERE m.numero_nf = o.numero_nf AND m.cod_produto = o.cod_produto AND m.ativo
                              AND m.lote IS NOT NULL AND m.pedido = coalesce(o.num_pedido, m.pedido)) AS found
           ) l
     WHERE o.tipo = 'NF_SEM_SEPARACAO'
       AND (l.found OR NOT EXISTS (SELECT 1 FROM faturamento_produto f
                                    WHERE f.numero_nf = o.numero_nf AND f.cod_produto = o.cod_produto
                                      AND f.status_nf <> 'Cancelado'))
    UNION ALL
    SELECT o.id, 'EMBARQUE_CORRIGIDO' FROM open o
     WHERE o.tipo = 'DIVERGENCIA_NF_EMBARQUE' AND NOT EXISTS (SELECT 1 FROM divergent d WHERE d.nota_fiscal = o.numero_nf)
),
resolved AS (
    UPDATE inconsistencia_faturamento i
       SET resolvida = true, resolvida_em = now() AT TIME ZONE c.time_zone, resolvida_por = c.author, acao_tomada = s.action
      FROM settled s CROSS JOIN stg_ciclo c
     WHERE i.id = s.id
    RETURNING 1
),
cleared AS (
    UPDATE embarque_itens i SET erro_validacao = NULL
      FROM stg_ciclo c
     WHERE i.erro_validacao LIKE 'NF\_DIVERGENTE: NF %' AND i.pedido LIKE ANY (c.pedido_patterns)
       AND NOT EXISTS (SELECT 1 FROM divergent d WHERE d.id = i.id)
    RETURNING 1
)
SELECT (SELECT count(*) FROM resolved) AS inconsistencies_resolved, (SELECT count(*) FROM cleared) AS shipment_items_cleared
