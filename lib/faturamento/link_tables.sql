-- Session-temporary tables of linking, made one by one when a statement names them.

-- The number of an NF as people type it, without blanks around it and leading zeros; '' for none.
CREATE FUNCTION pg_temp.nf_number(typed text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(rtrim(ltrim(typed, '0 ')), '')
$$;

-- observacao of a stock movement by which an NF left the stock: pages search these exact texts.
CREATE FUNCTION pg_temp.movement_text(numero_nf text, lote text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'Baixa automática NF ' || numero_nf || ' - ' || coalesce('lote separação ' || lote, 'Sem Separação')
$$;

-- NFs that linking may look at in this cycle. read: in this cycle; waits: for a lot, or for an error to go.
CREATE TEMP TABLE stg_link_candidate (numero_nf varchar(20) PRIMARY KEY, read boolean NOT NULL, waits boolean NOT NULL);
-- NFs that linking looks at in this cycle, pedido by pedido, in the order of their numbers. pedido is '' for the rows
-- of an NF that have no origem.
CREATE TEMP TABLE stg_link_target (
    place integer PRIMARY KEY, numero_nf varchar(20) NOT NULL, pedido varchar(20) NOT NULL, UNIQUE (numero_nf, pedido)
);
CREATE INDEX stg_link_target_by_pedido ON stg_link_target (pedido);
-- The decisions: lote is NULL where no lot was found; item_id where no active shipment item has the lot any more.
CREATE TEMP TABLE stg_link (
    numero_nf varchar(20) NOT NULL, pedido varchar(20) NOT NULL, reason text NOT NULL, lote varchar(50), item_id integer,
    embarque_id integer, PRIMARY KEY (numero_nf, pedido)
);
CREATE INDEX stg_link_by_lot ON stg_link (lote);
CREATE INDEX stg_link_by_item ON stg_link (item_id);

-- Stock movements by which an NF left the stock, and that are ours to follow: those of pedidos typed into the
-- application, of another issuer's NFs and of products that move no stock are not. One that a cancellation ended can be
-- brought back.
CREATE TEMP VIEW stg_nf_movement AS
SELECT m.id, m.numero_nf, m.cod_produto, coalesce(m.num_pedido, '') AS pedido, m.qtd_movimentacao AS qtd,
       nullif(m.separacao_lote_id, '') AS lote, m.ativo IS DISTINCT FROM false AS ativo,
       m.codigo_embarque, m.data_movimentacao, m.criado_por, m.criado_em
  FROM movimentacao_estoque m CROSS JOIN stg_ciclo c
 WHERE m.tipo_movimentacao = 'FATURAMENTO' AND m.numero_nf IS NOT NULL
   AND (m.ativo IS DISTINCT FROM false OR m.status_nf = 'CANCELADO')
   AND m.tipo_origem IS DISTINCT FROM 'TAGPLUS' AND (m.criado_por LIKE '%TagPlus%') IS NOT TRUE
   AND (m.num_pedido IS NULL OR m.num_pedido LIKE ANY (c.pedido_patterns) OR m.criado_por = c.author)
   AND m.cod_produto <> ALL (c.no_stock_products);

-- NFs that linking leaves alone: another issuer's, and those of people's decisions. Of an NF that was not read its report
-- tells: one that a cancellation took out is no candidate.
CREATE TEMP VIEW stg_unlinked_nf AS
SELECT f.numero_nf FROM stg_foreign_nf f
 UNION ALL
SELECT n.numero_nf FROM stg_nf n WHERE n.kept IS NOT NULL OR n.report_kept
 UNION ALL
SELECT r.numero_nf FROM relatorio_faturamento_importado r
 WHERE NOT r.ativo AND NOT EXISTS (SELECT 1 FROM stg_nf n WHERE n.numero_nf = r.numero_nf);

-- Open inconsistencies that no longer hold, and what settled them.
CREATE TEMP TABLE stg_settled (id integer PRIMARY KEY, action varchar(50) NOT NULL);
-- Active shipment items whose NF is none of their pedido's.
CREATE TEMP TABLE stg_divergent_item (id integer PRIMARY KEY, nota_fiscal varchar(20) NOT NULL);

-- Shipment items that count, as they were when linking began. nota_fiscal: the number that was meant.
CREATE TEMP TABLE stg_active_item (
    id integer PRIMARY KEY, pedido varchar(50) NOT NULL, lote varchar(50), nota_fiscal varchar(20), erro_validacao varchar(500)
);
CREATE INDEX stg_active_item_by_pedido ON stg_active_item (pedido);
CREATE INDEX stg_active_item_by_nf ON stg_active_item (nota_fiscal);
