-- Deliveries, and the carriers and routes that they take their days from. Owned by the freight application; made only where
-- they are asked for ('ciclo schema apply --with-deliveries').
CREATE TABLE IF NOT EXISTS transportadoras (
    id serial PRIMARY KEY,
    cnpj varchar(20) NOT NULL,
    razao_social varchar(120) NOT NULL,
    cidade varchar(100) NOT NULL,
    uf varchar(2) NOT NULL,
    ativo boolean NOT NULL
);

CREATE TABLE IF NOT EXISTS cidades (
    id serial PRIMARY KEY,
    nome varchar(100) NOT NULL,
    uf varchar(2) NOT NULL,
    codigo_ibge varchar(20) NOT NULL,
    icms double precision NOT NULL
);

CREATE TABLE IF NOT EXISTS cidades_atendidas (
    id serial PRIMARY KEY,
    uf varchar(2) NOT NULL,
    cidade_id integer NOT NULL REFERENCES cidades (id),
    codigo_ibge varchar(10) NOT NULL,
    transportadora_id integer NOT NULL REFERENCES transportadoras (id),
    nome_tabela varchar(50) NOT NULL,
    lead_time integer
);

CREATE TABLE IF NOT EXISTS entregas_monitoradas (
    id serial PRIMARY KEY,
    numero_nf varchar(20) NOT NULL,
    cliente varchar(255) NOT NULL,
    cnpj_cliente varchar(20),
    municipio varchar(100),
    uf varchar(2),
    valor_nf double precision,
    data_faturamento date,
    vendedor varchar(100),
    transportadora varchar(255),
    data_embarque date,
    data_agenda date,
    lead_time integer,
    data_entrega_prevista date,
    data_hora_entrega_realizada timestamp,
    entregue boolean,
    reagendar boolean,
    motivo_reagendamento varchar(255),
    observacao_operacional text,
    pendencia_financeira boolean,
    resposta_financeiro text,
    nf_cd boolean,
    status_finalizacao varchar(50),
    nova_nf varchar(20),
    substituida_por_nf_id integer REFERENCES entregas_monitoradas (id),
    finalizado_por varchar(100),
    finalizado_em timestamp,
    separacao_lote_id varchar(50),
    canhoto_arquivo varchar(500),
    criado_em timestamp,
    criado_por varchar(100)
);
CREATE INDEX IF NOT EXISTS idx_entregas_monitoradas_numero_nf ON entregas_monitoradas (numero_nf);

CREATE TABLE IF NOT EXISTS agendamentos_entrega (
    id serial PRIMARY KEY,
    entrega_id integer REFERENCES entregas_monitoradas (id),
    data_agendada date,
    hora_agendada time,
    forma_agendamento varchar(50),
    contato_agendamento varchar(255),
    protocolo_agendamento varchar(100),
    motivo varchar(255),
    observacao text,
    autor varchar(100),
    criado_em timestamp,
    status varchar(20),
    confirmado_por varchar(100),
    confirmado_em timestamp,
    observacoes_confirmacao text
);
CREATE INDEX IF NOT EXISTS idx_agendamentos_entrega_entrega ON agendamentos_entrega (entrega_id);
