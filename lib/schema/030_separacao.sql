-- Picking allocations and shipments. Owned by the freight application.
CREATE TABLE IF NOT EXISTS separacao (
    id serial PRIMARY KEY,
    separacao_lote_id varchar(50),
    num_pedido varchar(50),
    data_pedido date,
    cnpj_cpf varchar(20),
    raz_social_red varchar(255),
    nome_cidade varchar(100),
    cod_uf varchar(2) NOT NULL,
    cod_produto varchar(50),
    nome_produto varchar(255),
    qtd_saldo double precision,
    valor_saldo double precision,
    pallet double precision,
    peso double precision,
    rota varchar(50),
    sub_rota varchar(50),
    observ_ped_1 varchar(700),
    roteirizacao varchar(255),
    expedicao date,
    agendamento date,
    agendamento_confirmado boolean,
    protocolo varchar(50),
    pedido_cliente varchar(100),
    tipo_envio varchar(10),
    sincronizado_nf boolean,
    numero_nf varchar(20),
    data_sincronizacao timestamp,
    zerado_por_sync boolean,
    data_zeragem timestamp,
    status varchar(20) NOT NULL,
    nf_cd boolean NOT NULL,
    data_embarque date,
    cidade_normalizada varchar(120),
    uf_normalizada varchar(2),
    codigo_ibge varchar(10),
    separacao_impressa boolean NOT NULL,
    separacao_impressa_em timestamp,
    separacao_impressa_por varchar(100),
    cotacao_id integer,
    criado_em timestamp
);
CREATE INDEX IF NOT EXISTS idx_separacao_pedido ON separacao (num_pedido, cod_produto, sincronizado_nf);
CREATE INDEX IF NOT EXISTS idx_separacao_lote ON separacao (separacao_lote_id, sincronizado_nf);
CREATE INDEX IF NOT EXISTS idx_separacao_nf ON separacao (numero_nf, sincronizado_nf);
CREATE INDEX IF NOT EXISTS idx_separacao_status ON separacao (status);

CREATE TABLE IF NOT EXISTS embarques (
    id serial PRIMARY KEY,
    numero integer UNIQUE,
    status varchar(20),
    data_embarque date,
    data_prevista_embarque date,
    transportadora_id integer,
    criado_em timestamp NOT NULL,
    criado_por varchar(100) NOT NULL
);

CREATE TABLE IF NOT EXISTS embarque_itens (
    id serial PRIMARY KEY,
    embarque_id integer NOT NULL REFERENCES embarques (id),
    separacao_lote_id varchar(50),
    cnpj_cliente varchar(20),
    cliente varchar(120) NOT NULL,
    pedido varchar(50) NOT NULL,
    nota_fiscal varchar(20),
    peso double precision,
    valor double precision,
    status varchar(20) NOT NULL,
    uf_destino varchar(2) NOT NULL,
    cidade_destino varchar(100) NOT NULL,
    erro_validacao varchar(500),
    cotacao_id integer,
    protocolo_agendamento varchar(50),
    data_agenda varchar(10)
);
CREATE INDEX IF NOT EXISTS idx_embarque_itens_pedido ON embarque_itens (pedido);
CREATE INDEX IF NOT EXISTS idx_embarque_itens_nota_fiscal ON embarque_itens (nota_fiscal);

CREATE TABLE IF NOT EXISTS alertas_separacao_cotada (
    id serial PRIMARY KEY,
    separacao_lote_id varchar(50) NOT NULL,
    num_pedido varchar(50) NOT NULL,
    cod_produto varchar(50) NOT NULL,
    tipo_alteracao varchar(20) NOT NULL,
    qtd_anterior double precision,
    qtd_nova double precision,
    qtd_diferenca double precision,
    reimpresso boolean,
    data_alerta timestamp NOT NULL,
    data_reimpressao timestamp,
    reimpresso_por varchar(100),
    nome_produto varchar(255),
    cliente varchar(255),
    embarque_numero integer,
    tipo_separacao varchar(10),
    observacao text
);
