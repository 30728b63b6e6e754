-- Master data that people keep up: products, routes, scheduling contacts. Owned by the freight application.
CREATE TABLE IF NOT EXISTS cadastro_palletizacao (
    id serial PRIMARY KEY,
    cod_produto varchar(50) NOT NULL UNIQUE,
    nome_produto varchar(255) NOT NULL,
    palletizacao double precision NOT NULL,
    peso_bruto double precision NOT NULL,
    altura_cm numeric(10,2),
    largura_cm numeric(10,2),
    comprimento_cm numeric(10,2),
    tipo_embalagem varchar(50),
    tipo_materia_prima varchar(50),
    categoria_produto varchar(50),
    subcategoria varchar(50),
    linha_producao varchar(50),
    ativo boolean NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE TABLE IF NOT EXISTS cadastro_rota (
    id serial PRIMARY KEY,
    cod_uf varchar(2) NOT NULL UNIQUE,
    rota varchar(50) NOT NULL,
    ativa boolean NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE TABLE IF NOT EXISTS cadastro_sub_rota (
    id serial PRIMARY KEY,
    cod_uf varchar(2) NOT NULL,
    nome_cidade varchar(100) NOT NULL,
    sub_rota varchar(50) NOT NULL,
    ativa boolean NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    UNIQUE (cod_uf, nome_cidade)
);

CREATE TABLE IF NOT EXISTS contatos_agendamento (
    id serial PRIMARY KEY,
    cnpj varchar(20) NOT NULL,
    forma varchar(50),
    contato varchar(255),
    observacao varchar(255),
    atualizado_em timestamp
);
