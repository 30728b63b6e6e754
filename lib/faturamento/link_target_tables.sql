-- Session-temporary tables that only NFs to link need, made one by one when a statement names them.

-- Movements of the NFs that linking looks at, as rows.
CREATE TEMP TABLE stg_held_movement (
    id integer PRIMARY KEY, numero_nf varchar(20) NOT NULL, cod_produto varchar(50) NOT NULL, pedido varchar(50) NOT NULL,
    qtd numeric NOT NULL, lote varchar(50), ativo boolean NOT NULL, codigo_embarque integer, data_movimentacao date NOT NULL,
    criado_por varchar(100), criado_em timestamp NOT NULL
);
CREATE INDEX stg_held_movement_by_nf ON stg_held_movement (numero_nf, cod_produto);

-- What they invoiced. due: a movement that is missing is to be made.
CREATE TEMP TABLE stg_link_product (
    numero_nf varchar(20) NOT NULL, pedido varchar(20) NOT NULL, cod_produto varchar(50) NOT NULL,
    nome_produto varchar(200) NOT NULL, qtd numeric NOT NULL, data_fatura date NOT NULL, due boolean NOT NULL,
    PRIMARY KEY (numero_nf, pedido, cod_produto)
);

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
