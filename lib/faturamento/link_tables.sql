-- Session-temporary tables of linking. A script; run once a session, after the stage's own tables.

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
-- What they invoiced. due: a movement that is missing is to be made.
CREATE TEMP TABLE stg_link_product (
    numero_nf varchar(20) NOT NULL, pedido varchar(20) NOT NULL, cod_produto varchar(50) NOT NULL,
    nome_produto varchar(200) NOT NULL, qtd numeric NOT NULL, data_fatura date NOT NULL, due boolean NOT NULL,
    PRIMARY KEY (numero_nf, pedido, cod_produto)
);
-- The decisions: lote is NULL where no lot was found; item_id where no active shipment item has the lot any more.
CREATE TEMP TABLE stg_link (
    numero_nf varchar(20) NOT NULL, pedido varchar(20) NOT NULL, reason text NOT NULL, lote varchar(50), item_id integer,
    embarque_id integer, PRIMARY KEY (numero_nf, pedido)
);
CREATE INDEX stg_link_by_lot ON stg_link (lote);
CREATE INDEX stg_link_by_item ON stg_link (item_id);
-- Products that NF and lot both have, in different quantities.
CREATE TEMP TABLE stg_link_difference (
    numero_nf varchar(20) NOT NULL, pedido varchar(20) NOT NULL, lote varchar(50) NOT NULL, cod_produto varchar(50) NOT NULL,
    separada numeric NOT NULL, faturada numeric NOT NULL, score numeric NOT NULL,
    PRIMARY KEY (numero_nf, pedido, cod_produto)
);
-- Which stock movements that are there belong to which product of which NF; place 1 is the one that follows Odoo.
CREATE TEMP TABLE stg_link_movement (
    id integer PRIMARY KEY, numero_nf varchar(20) NOT NULL, pedido varchar(20) NOT NULL, cod_produto varchar(50) NOT NULL,
    place integer NOT NULL
);

-- Stock movements by which an NF left the stock, and that are ours to follow: those of pedidos typed into the
-- application, and of another issuer's NFs, are not. One that a cancellation ended can be brought back.
CREATE TEMP VIEW stg_nf_movement AS
SELECT m.id, m.numero_nf, m.cod_produto, coalesce(m.num_pedido, '') AS pedido, m.qtd_movimentacao AS qtd,
       nullif(m.separacao_lote_id, '') AS lote, m.ativo IS DISTINCT FROM false AS ativo,
       m.codigo_embarque, m.data_movimentacao, m.criado_por, m.criado_em
  FROM movimentacao_estoque m CROSS JOIN stg_ciclo c
 WHERE m.tipo_movimentacao = 'FATURAMENTO' AND m.numero_nf IS NOT NULL
   AND (m.ativo IS DISTINCT FROM false OR m.status_nf = 'CANCELADO')
   AND m.tipo_origem IS DISTINCT FROM 'TAGPLUS' AND (m.criado_por LIKE '%TagPlus%') IS NOT TRUE
   AND (m.num_pedido IS NULL OR m.num_pedido LIKE ANY (c.pedido_patterns) OR m.criado_por = c.author);

-- NFs that linking leaves alone: another issuer's, and those of people's decisions. Of an NF that was not read its report
-- tells: one that a cancellation took out is no candidate.
CREATE TEMP VIEW stg_unlinked_nf AS
SELECT f.numero_nf FROM stg_foreign_nf f
 UNION ALL
SELECT n.numero_nf FROM stg_nf n WHERE n.kept IS NOT NULL OR n.report_kept
 UNION ALL
SELECT r.numero_nf FROM relatorio_faturamento_importado r
 WHERE NOT r.ativo AND NOT EXISTS (SELECT 1 FROM stg_nf n WHERE n.numero_nf = r.numero_nf);

-- Movements of the NFs that linking looks at, as rows.
CREATE TEMP TABLE stg_held_movement (
    id integer PRIMARY KEY, numero_nf varchar(20) NOT NULL, cod_produto varchar(50) NOT NULL, pedido varchar(50) NOT NULL,
    qtd numeric NOT NULL, lote varchar(50), ativo boolean NOT NULL, codigo_embarque integer, data_movimentacao date NOT NULL,
    criado_por varchar(100), criado_em timestamp NOT NULL
);
CREATE INDEX stg_held_movement_by_nf ON stg_held_movement (numero_nf, cod_produto);
-- What becomes of those that are paired with a product. counts: false for one that ends.
CREATE TEMP TABLE stg_movement_change (
    id integer PRIMARY KEY, was_active boolean NOT NULL, counts boolean, old_qtd numeric NOT NULL, new_qtd numeric NOT NULL,
    old_lote varchar(50), new_lote varchar(50), new_embarque integer, new_date date NOT NULL, pedido varchar(50) NOT NULL
);
-- The shipment items of the pedidos to link, active or not.
CREATE TEMP TABLE stg_pedido_item (
    id integer PRIMARY KEY, embarque_id integer NOT NULL, pedido varchar(50) NOT NULL, lote varchar(50),
    nota_fiscal varchar(20), item_active boolean NOT NULL, embarque_active boolean NOT NULL
);
CREATE INDEX stg_pedido_item_by_pedido ON stg_pedido_item (pedido);
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
