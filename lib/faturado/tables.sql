-- Session-temporary tables of the faturado stage, made one by one when a statement names them.

-- Separações that may still have to become FATURADO: not those that a cycle marked, nor what has already gone on ('NF no CD';
-- a row with nf_cd keeps whatever status it has), nor PREVISAO without an NF, nor those of pedidos typed into the
-- application.
CREATE TEMP VIEW stg_unmarked_separacao AS
SELECT s.id, s.separacao_lote_id, s.num_pedido, s.numero_nf FROM separacao s CROSS JOIN stg_ciclo c
 WHERE (s.status <> 'FATURADO' AND NOT s.nf_cd OR s.sincronizado_nf IS NOT TRUE OR coalesce(s.numero_nf, '') = '')
   AND s.status <> 'NF no CD'
   AND s.num_pedido LIKE ANY (c.pedido_patterns) AND (c.scope IS NULL OR s.num_pedido = ANY (c.scope))
   AND NOT (s.status = 'PREVISAO' AND coalesce(s.numero_nf, '') = '');

-- The same as rows: first all of them, then those of the second table as they are once they are locked.
CREATE TEMP TABLE stg_unmarked (
    id integer PRIMARY KEY, separacao_lote_id varchar(50), num_pedido varchar(50) NOT NULL, numero_nf varchar(20)
);
CREATE INDEX stg_unmarked_by_pedido ON stg_unmarked (num_pedido, separacao_lote_id);
-- Those of them whose NF has arrived.
CREATE TEMP TABLE stg_consumed (id integer PRIMARY KEY, numero_nf varchar(20) NOT NULL);
