-- Stock movements. Owned by the freight application.
CREATE TABLE IF NOT EXISTS movimentacao_estoque (
    id serial PRIMARY KEY,
    cod_produto varchar(50) NOT NULL,
    nome_produto varchar(200) NOT NULL,
    data_movimentacao date NOT NULL,
    tipo_movimentacao varchar(50) NOT NULL,
    local_movimentacao varchar(50) NOT NULL,
    qtd_movimentacao numeric(15,3) NOT NULL,
    separacao_lote_id varchar(50),
    numero_nf varchar(20),
    num_pedido varchar(50),
    tipo_origem varchar(20),
    status_nf varchar(20),
    codigo_embarque integer REFERENCES embarques (id) ON DELETE SET NULL,
    observacao text,
    criado_em timestamp NOT NULL,
    atualizado_em timestamp NOT NULL,
    criado_por varchar(100),
    atualizado_por varchar(100),
    ativo boolean
);
CREATE INDEX IF NOT EXISTS idx_movimentacao_estoque_nf ON movimentacao_estoque (numero_nf);
