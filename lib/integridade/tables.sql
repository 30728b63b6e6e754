-- Session-temporary tables of integridade, made one by one when a statement names them.

-- Of which products of which pedidos more is invoiced than ordered; numero_nf is the last NF's, NULL where none is known.
CREATE TEMP TABLE stg_excess (
    num_pedido varchar(50) NOT NULL, cod_produto varchar(50) NOT NULL, saldo_disponivel numeric NOT NULL,
    qtd_excesso numeric NOT NULL, numero_nf varchar(20), qtd_faturada numeric, PRIMARY KEY (num_pedido, cod_produto)
);
-- What the table holds of each NF read in this cycle: note_stored_nfs.sql.
CREATE TEMP TABLE stg_stored_nf (
    numero_nf varchar(20) PRIMARY KEY, products varchar[] NOT NULL, qtd numeric, valor numeric, peso numeric, same_status boolean
);
