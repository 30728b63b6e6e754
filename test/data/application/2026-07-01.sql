-- From the tables of 12/02/2026 to those of 01/07/2026.
ALTER TABLE cadastro_palletizacao ADD COLUMN codigo_ean varchar(50);
ALTER TABLE contatos_agendamento
    ALTER COLUMN observacao TYPE text,
    ADD COLUMN horario_recebimento_de time,
    ADD COLUMN horario_recebimento_ate time,
    ADD COLUMN observacoes_recebimento text;
ALTER TABLE embarques
    ADD COLUMN impresso_em timestamp,
    ADD COLUMN impresso_por varchar(100),
    ADD COLUMN alterado_apos_impressao boolean NOT NULL DEFAULT false;
ALTER TABLE embarque_itens
    ADD COLUMN provisorio boolean NOT NULL DEFAULT false,
    ADD COLUMN carvia_cotacao_id integer,
    ADD COLUMN peso_cubado double precision,
    ADD COLUMN hora_agendamento time,
    ADD COLUMN local_cd varchar(20) NOT NULL DEFAULT 'VICTORIO_MARCHEZINE';
ALTER TABLE separacao
    ADD COLUMN chassi_assai varchar(50),
    ADD COLUMN equipe_vendas varchar(100),
    ADD COLUMN local_cd varchar(20) NOT NULL DEFAULT 'VICTORIO_MARCHEZINE';
CREATE UNIQUE INDEX idx_separacao_chassi ON separacao (separacao_lote_id, chassi_assai) WHERE chassi_assai IS NOT NULL;
ALTER TABLE alertas_separacao_cotada ADD COLUMN updated_at timestamp;

-- Since 04/04/2026 what changes is recorded, in the name that the session gives.
CREATE TABLE evento_supply_chain (
    id bigserial PRIMARY KEY,
    tipo_evento varchar(50) NOT NULL,
    entidade varchar(30) NOT NULL,
    entidade_id integer NOT NULL,
    dados_antes jsonb,
    dados_depois jsonb,
    campos_alterados text[],
    origem varchar(50) NOT NULL,
    session_id varchar(100),
    registrado_em timestamp NOT NULL,
    registrado_por varchar(100) NOT NULL,
    qtd_projetada_dia numeric(15,3)
);
-- The arguments: the entidade, and the columns of which one has to differ for an UPDATE to be recorded.
CREATE FUNCTION registrar_evento() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    changed text[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(w.name) INTO changed FROM unnest(TG_ARGV[1:]) AS w (name)
         WHERE before -> w.name IS DISTINCT FROM after -> w.name;
        IF changed IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO evento_supply_chain (tipo_evento, entidade, entidade_id, dados_antes, dados_depois, campos_alterados,
                                     origem, session_id, registrado_em, registrado_por)
    VALUES (TG_OP, TG_ARGV[0], (coalesce(after, before) ->> 'id')::integer, before, after, changed,
            coalesce(nullif(current_setting('app.origin', true), ''), 'SISTEMA'),
            nullif(current_setting('app.session_id', true), ''), now() AT TIME ZONE 'America/Sao_Paulo',
            coalesce(nullif(current_setting('app.current_user', true), ''), 'SISTEMA'));
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'event not recorded: %', SQLERRM;
    RETURN NULL;
END $$;
CREATE TRIGGER trg_audit_carteira AFTER INSERT OR UPDATE OR DELETE ON carteira_principal
    FOR EACH ROW EXECUTE FUNCTION registrar_evento('carteira', 'qtd_produto_pedido', 'qtd_saldo_produto_pedido',
        'qtd_cancelada_produto_pedido', 'data_entrega_pedido', 'status_pedido', 'observ_ped_1', 'preco_produto_pedido', 'ativo');
CREATE TRIGGER trg_audit_separacao AFTER INSERT OR UPDATE OR DELETE ON separacao
    FOR EACH ROW EXECUTE FUNCTION registrar_evento('separacao', 'qtd_saldo', 'expedicao', 'agendamento',
        'agendamento_confirmado', 'status', 'sincronizado_nf', 'numero_nf', 'cotacao_id', 'nf_cd', 'falta_item',
        'falta_pagamento', 'data_embarque', 'protocolo', 'obs_separacao');
CREATE TRIGGER trg_audit_faturamento AFTER INSERT OR UPDATE OR DELETE ON faturamento_produto
    FOR EACH ROW EXECUTE FUNCTION registrar_evento('faturamento', 'qtd_produto_faturado', 'status_nf', 'revertida',
        'nota_credito_id');
CREATE TRIGGER trg_audit_movimentacao AFTER INSERT OR UPDATE OR DELETE ON movimentacao_estoque
    FOR EACH ROW EXECUTE FUNCTION registrar_evento('movimentacao', 'qtd_movimentacao', 'tipo_movimentacao',
        'local_movimentacao', 'ativo', 'baixado', 'status_nf');
CREATE FUNCTION alerta_atualizado() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END $$;
CREATE TRIGGER trg_alerta_atualizado BEFORE UPDATE ON alertas_separacao_cotada
    FOR EACH ROW EXECUTE FUNCTION alerta_atualizado();

CREATE VIEW pedidos AS
SELECT s.separacao_lote_id, min(s.num_pedido) AS num_pedido, min(s.cnpj_cpf) AS cnpj_cpf, min(s.raz_social_red) AS raz_social_red,
       min(s.rota) AS rota, min(s.expedicao) AS expedicao, min(s.numero_nf) AS nf, min(s.status) AS status,
       min(s.cotacao_id) AS cotacao_id, sum(s.valor_saldo) AS valor_saldo_total, sum(s.pallet) AS pallet_total,
       sum(s.peso) AS peso_total, bool_or(s.nf_cd) AS nf_cd, bool_or(s.agendamento_confirmado) AS agendamento_confirmado,
       min(s.equipe_vendas) AS equipe_vendas, min(s.tags_pedido) AS tags_pedido, min(s.local_cd) AS local_cd
  FROM separacao s
 WHERE s.separacao_lote_id IS NOT NULL AND s.status <> 'PREVISAO'
 GROUP BY s.separacao_lote_id;
CREATE MATERIALIZED VIEW mv_pedidos AS SELECT * FROM pedidos;
CREATE UNIQUE INDEX idx_mv_pedidos_lote ON mv_pedidos (separacao_lote_id);
CREATE MATERIALIZED VIEW mv_comercial_equipes AS
SELECT equipe_vendas, sum(qtd_saldo_produto_pedido * preco_produto_pedido) AS valor
  FROM carteira_principal WHERE qtd_saldo_produto_pedido > 0.02 AND equipe_vendas IS NOT NULL GROUP BY equipe_vendas;
CREATE UNIQUE INDEX idx_mv_comercial_equipes ON mv_comercial_equipes (equipe_vendas);
CREATE MATERIALIZED VIEW mv_comercial_vendedores AS
SELECT equipe_vendas, vendedor, sum(qtd_saldo_produto_pedido * preco_produto_pedido) AS valor
  FROM carteira_principal WHERE qtd_saldo_produto_pedido > 0.02 AND equipe_vendas IS NOT NULL GROUP BY 1, 2;
CREATE UNIQUE INDEX idx_mv_comercial_vendedores ON mv_comercial_vendedores (equipe_vendas, vendedor);
