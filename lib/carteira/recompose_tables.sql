-- Session-temporary tables that only open separações to recompose need, made one by one when a statement names them.

-- Those of them (and others, see recompose_targets.sql) that have open separações. ended: cancelled.
CREATE TEMP TABLE stg_recompose (
    num_pedido varchar(50) PRIMARY KEY, ended boolean NOT NULL, waits_for_lot boolean NOT NULL
);

-- What was decided: a row's new quantity, or (id NULL) a row to be added with the data of the row like_id.
CREATE TEMP TABLE stg_recomposed (
    id integer UNIQUE, like_id integer NOT NULL, cod_produto varchar(50) NOT NULL, before numeric NOT NULL,
    after numeric NOT NULL, reason text NOT NULL
);

-- What the open separações of the pedidos that were looked at hold (id NULL: one to be added), and what follows from the
-- quantity. valor is NULL without a price. goes: the row is deleted, for it holds nothing and nobody has it on paper.
CREATE TEMP TABLE stg_recompose_row (
    id integer UNIQUE, like_id integer NOT NULL, cod_produto varchar(50), old_qtd numeric NOT NULL, qtd numeric NOT NULL,
    decided boolean NOT NULL, goes boolean NOT NULL, nome_produto varchar(255), valor numeric, peso numeric NOT NULL, pallet numeric NOT NULL
);

-- What COTADO lots held and hold of a product whose quantity changed; known is what an open alert says that they held.
CREATE TEMP TABLE stg_quoted (
    lote varchar(50) NOT NULL, num_pedido varchar(50) NOT NULL, cod_produto varchar(50) NOT NULL, before numeric NOT NULL,
    after numeric NOT NULL, nome_produto varchar(255), cliente varchar(255), tipo varchar(10), alert_id integer, known numeric,
    PRIMARY KEY (lote, num_pedido, cod_produto)
);
CREATE INDEX stg_quoted_by_alert ON stg_quoted (alert_id);
