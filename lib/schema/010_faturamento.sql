-- NFs: one row per NF and product, and one report row per NF. Owned by the freight application.
CREATE TABLE IF NOT EXISTS faturamento_produto (
    id serial PRIMARY KEY,
    numero_nf varchar(20) NOT NULL,
    data_fatura date NOT NULL,
    cnpj_cliente varchar(20) NOT NULL,
    nome_cliente varchar(255) NOT NULL,
    municipio varchar(100),
    estado varchar(2),
    vendedor varchar(100),
    equipe_vendas varchar(100),
    incoterm varchar(20),
    cod_produto varchar(50) NOT NULL,
    nome_produto varchar(200) NOT NULL,
    qtd_produto_faturado numeric(15,3) NOT NULL,
    preco_produto_faturado numeric(15,4) NOT NULL,
    valor_produto_faturado numeric(15,2) NOT NULL,
    peso_unitario_produto numeric(15,3),
    peso_total numeric(15,3),
    origem varchar(20),
    status_nf varchar(20) NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    created_by varchar(100),
    updated_by varchar(100)
);
CREATE INDEX IF NOT EXISTS idx_faturamento_produto_numero_nf ON faturamento_produto (numero_nf);
CREATE INDEX IF NOT EXISTS idx_faturamento_produto_nf_produto ON faturamento_produto (numero_nf, cod_produto);
CREATE INDEX IF NOT EXISTS idx_faturamento_produto_origem ON faturamento_produto (origem);
CREATE INDEX IF NOT EXISTS idx_faturamento_produto_data ON faturamento_produto (data_fatura);
CREATE INDEX IF NOT EXISTS idx_faturamento_produto_produto ON faturamento_produto (cod_produto);
CREATE INDEX IF NOT EXISTS idx_faturamento_produto_cliente ON faturamento_produto (cnpj_cliente, data_fatura);

CREATE TABLE IF NOT EXISTS relatorio_faturamento_importado (
    id serial PRIMARY KEY,
    numero_nf varchar(20) NOT NULL UNIQUE,
    data_fatura date,
    cnpj_cliente varchar(20),
    nome_cliente varchar(255),
    valor_total double precision,
    peso_bruto double precision,
    cnpj_transportadora varchar(20),
    nome_transportadora varchar(255),
    municipio varchar(100),
    estado varchar(2),
    codigo_ibge varchar(10),
    origem varchar(50),
    incoterm varchar(20),
    vendedor varchar(100),
    equipe_vendas varchar(100),
    ativo boolean NOT NULL,
    inativado_em timestamp,
    inativado_por varchar(100),
    criado_em timestamp
);

CREATE TABLE IF NOT EXISTS inconsistencia_faturamento (
    id serial PRIMARY KEY,
    tipo varchar(50) NOT NULL,
    numero_nf varchar(20) NOT NULL,
    num_pedido varchar(50),
    cod_produto varchar(50) NOT NULL,
    qtd_faturada numeric(15,3) NOT NULL,
    saldo_disponivel numeric(15,3),
    qtd_excesso numeric(15,3),
    resolvida boolean,
    acao_tomada varchar(50),
    observacao_resolucao text,
    detectada_em timestamp NOT NULL,
    resolvida_em timestamp,
    resolvida_por varchar(100)
);
CREATE INDEX IF NOT EXISTS idx_inconsistencia_faturamento_nf ON inconsistencia_faturamento (numero_nf);

CREATE TABLE IF NOT EXISTS faturamento_parcial_justificativa (
    id serial PRIMARY KEY,
    separacao_lote_id varchar(50) NOT NULL,
    num_pedido varchar(50) NOT NULL,
    cod_produto varchar(50) NOT NULL,
    numero_nf varchar(20) NOT NULL,
    qtd_separada numeric(15,3) NOT NULL,
    qtd_faturada numeric(15,3) NOT NULL,
    qtd_saldo numeric(15,3) NOT NULL,
    motivo_nao_faturamento varchar(20) NOT NULL,
    descricao_detalhada text,
    evidencias_anexas varchar(500),
    classificacao_saldo varchar(20) NOT NULL,
    acao_comercial varchar(20),
    data_acao timestamp,
    executado_por varchar(100),
    observacoes_acao text,
    criado_em timestamp NOT NULL,
    criado_por varchar(100) NOT NULL
);
