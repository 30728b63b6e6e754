-- Pairs the stock movements that are there with the products of the NFs to link: those of the same pedido, active ones
-- first, an ended one only where none is active; else an active one that names a pedido which is none of this product's
-- any more.
-- Returns nothing. Not safe to repeat in a transaction.
WITH existing AS (
    SELECT m.*, row_number() OVER (PARTITION BY m.numero_nf, m.cod_produto, m.pedido ORDER BY m.ativo DESC, m.id) AS place,
           EXISTS (SELECT 1 FROM stg_link_product p
                    WHERE p.numero_nf = m.numero_nf AND p.cod_produto = m.cod_produto AND p.pedido = m.pedido) AS exact
      FROM stg_held_movement m
),
exact AS (
    SELECT id, numero_nf, pedido, cod_produto, place FROM existing WHERE exact AND (ativo OR place = 1)
),
stray AS (
    SELECT e.id, e.numero_nf, e.cod_produto,
           row_number() OVER (PARTITION BY e.numero_nf, e.cod_produto ORDER BY e.id) AS place
      FROM existing e WHERE e.ativo AND NOT e.exact
),
lacking AS (
    SELECT p.numero_nf, p.pedido, p.cod_produto,
           row_number() OVER (PARTITION BY p.numero_nf, p.cod_produto ORDER BY p.pedido) AS place
      FROM stg_link_product p
     WHERE NOT EXISTS (SELECT 1 FROM exact e
                        WHERE e.numero_nf = p.numero_nf AND e.pedido = p.pedido AND e.cod_produto = p.cod_produto)
)
INSERT INTO stg_link_movement (id, numero_nf, pedido, cod_produto, place)
SELECT id, numero_nf, pedido, cod_produto, place FROM exact
UNION ALL
SELECT s.id, l.numero_nf, l.pedido, l.cod_produto, 1
  FROM lacking l JOIN stray s ON s.numero_nf = l.numero_nf AND s.cod_produto = l.cod_produto AND s.place = l.place
