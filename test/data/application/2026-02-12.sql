-- From the tables of 24/11/2025 to those of 12/02/2026.
ALTER TABLE movimentacao_estoque
    ADD COLUMN operacao_producao_id varchar(50),
    ADD COLUMN cod_produto_raiz varchar(50),
    ADD COLUMN tipo_origem_producao varchar(20),
    ADD COLUMN producao_pai_id integer,
    ADD COLUMN tipo_destinatario varchar(20),
    ADD COLUMN cnpj_destinatario varchar(20),
    ADD COLUMN nome_destinatario varchar(255),
    ADD COLUMN embarque_item_id integer,
    ADD COLUMN baixado boolean,
    ADD COLUMN baixado_em timestamp,
    ADD COLUMN baixado_por varchar(100),
    ADD COLUMN movimento_baixado_id integer,
    ADD COLUMN qtd_abatida numeric(15,3),
    ADD COLUMN nf_remessa_origem varchar(20),
    ADD COLUMN cnpj_responsavel varchar(20),
    ADD COLUMN nome_responsavel varchar(255),
    ADD COLUMN lote_nome varchar(100),
    ADD COLUMN data_validade date,
    ADD COLUMN ordem_producao varchar(50);
ALTER TABLE carteira_principal
    ADD COLUMN icms_valor numeric(15,2),
    ADD COLUMN icmsst_valor numeric(15,2),
    ADD COLUMN pis_valor numeric(15,2),
    ADD COLUMN cofins_valor numeric(15,2),
    ADD COLUMN desconto_contratual boolean,
    ADD COLUMN desconto_percentual numeric(5,2),
    ADD COLUMN custo_unitario_snapshot numeric(15,6),
    ADD COLUMN custo_producao_snapshot numeric(15,6),
    ADD COLUMN custo_tipo_snapshot varchar(20),
    ADD COLUMN custo_vigencia_snapshot timestamp,
    ADD COLUMN margem_bruta numeric(15,2),
    ADD COLUMN margem_bruta_percentual numeric(7,2),
    ADD COLUMN margem_liquida numeric(15,2),
    ADD COLUMN margem_liquida_percentual numeric(7,2),
    ADD COLUMN comissao_percentual numeric(5,2);
ALTER TABLE embarques
    ADD COLUMN nf_pallet_transportadora varchar(20),
    ADD COLUMN qtd_pallet_transportadora double precision,
    ADD COLUMN qtd_pallets_separados integer,
    ADD COLUMN qtd_pallets_trazidos integer;
ALTER TABLE embarque_itens
    ADD COLUMN nf_pallet_cliente varchar(20),
    ADD COLUMN nf_pallet_referencia varchar(20),
    ADD COLUMN qtd_pallet_cliente double precision,
    ADD COLUMN nf_pallet_origem varchar(10);
ALTER TABLE contatos_agendamento ADD COLUMN nao_aceita_nf_pallet boolean NOT NULL DEFAULT false;
ALTER TABLE faturamento_produto
    ADD COLUMN revertida boolean NOT NULL DEFAULT false,
    ADD COLUMN nota_credito_id integer,
    ADD COLUMN data_reversao timestamp;
ALTER TABLE separacao ADD COLUMN tags_pedido text;
ALTER TABLE cadastro_palletizacao
    ADD COLUMN lead_time integer,
    ADD COLUMN lote_minimo_compra integer;
DROP TABLE inconsistencia_faturamento;
