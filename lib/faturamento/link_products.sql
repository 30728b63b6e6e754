-- What the NFs to link invoiced, and whether a movement of it that is missing is due: of an NF that this program entered
-- itself and whose movements it has not made yet, and of a product that such an NF gained later. An NF that takes over
-- a number is new, and so is one that was cancelled and comes back. Of an NF remembered by an earlier version (movements_due
-- NULL) they were made, unless it never was posted. Asked for by its number (--nf), what is missing is due. Old
-- duplicates, which only NFs that were not read can have, count once: the oldest row does. Returns nothing. Not safe to
-- repeat in a transaction.
INSERT INTO stg_link_product (numero_nf, pedido, cod_produto, nome_produto, qtd, data_fatura, due)
SELECT DISTINCT ON (t.numero_nf, t.pedido, f.cod_produto)
       t.numero_nf, t.pedido, f.cod_produto, f.nome_produto, f.qtd_produto_faturado, f.data_fatura,
       t.all_due OR (f.created_by IS NOT DISTINCT FROM t.author AND f.created_at > t.first_own) IS TRUE
  FROM (SELECT t.numero_nf, t.pedido, c.author, m.first_own,
               t.numero_nf = ANY (c.nfs) OR t.numero_nf IN (SELECT numero_nf FROM stg_taken_nf)
               OR EXISTS (SELECT 1 FROM stg_nf n
                           WHERE n.numero_nf = t.numero_nf
                             AND (n.situation = 'nova' OR n.situation = 'reativada' AND m.first_own IS NOT NULL) OFFSET 0)
               OR EXISTS (SELECT 1 FROM ciclo_nf k
                           WHERE k.numero_nf = t.numero_nf AND k.state <> 'gone'
                             AND coalesce(k.movements_due, k.state IN ('draft', 'cancel') AND NOT m.any) OFFSET 0) AS all_due
          FROM stg_link_target t CROSS JOIN stg_ciclo c
         CROSS JOIN LATERAL (SELECT min(m.criado_em) FILTER (WHERE m.criado_por = c.author) AS first_own, count(*) > 0 AS any
                               FROM (SELECT * FROM stg_held_movement m WHERE m.numero_nf = t.numero_nf OFFSET 0) m) m
        OFFSET 0) t
 CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f
                      WHERE f.numero_nf = t.numero_nf AND coalesce(f.origem, '') = t.pedido
                        AND f.status_nf IN ('Lançado', 'SEM_LOTE') OFFSET 0) f
 ORDER BY t.numero_nf, t.pedido, f.cod_produto, f.id
