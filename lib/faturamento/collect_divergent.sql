-- Active shipment items whose NF is none of their pedido's, of those that have this program's error about it or whose NF has
-- an open DIVERGENCIA_NF_EMBARQUE. Returns nothing. Not safe to repeat in a transaction.
WITH open AS (
    SELECT i.numero_nf FROM stg_own_inconsistency i WHERE i.tipo = 'DIVERGENCIA_NF_EMBARQUE'
)
INSERT INTO stg_divergent_item (id, nota_fiscal)
SELECT i.id, i.nota_fiscal FROM stg_active_item i
 WHERE (i.erro_validacao LIKE 'NF\_DIVERGENTE: NF % é do pedido %'
        OR i.nota_fiscal IN (SELECT numero_nf FROM open))
   AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = i.nota_fiscal AND f.status_nf <> 'Cancelado' OFFSET 0)
   AND NOT EXISTS (SELECT 1 FROM faturamento_produto f
                    WHERE f.numero_nf = i.nota_fiscal AND f.status_nf <> 'Cancelado'
                      AND (f.origem IS NULL OR f.origem = i.pedido
                           OR EXISTS (SELECT 1 FROM stg_former_name n WHERE n.num_pedido = f.origem AND n.former = i.pedido))
                   OFFSET 0)
