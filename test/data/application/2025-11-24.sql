-- From the tables of 22/09/2025 to those of 24/11/2025.
CREATE TABLE IF NOT EXISTS transportadoras (
    id serial PRIMARY KEY,
    cnpj varchar(20) NOT NULL,
    razao_social varchar(120) NOT NULL,
    cidade varchar(100) NOT NULL,
    uf varchar(2) NOT NULL,
    ativo boolean NOT NULL
);
CREATE TABLE IF NOT EXISTS fretes (
    id serial PRIMARY KEY,
    embarque_id integer NOT NULL REFERENCES embarques (id),
    cnpj_cliente varchar(20) NOT NULL,
    nome_cliente varchar(255) NOT NULL,
    transportadora_id integer NOT NULL REFERENCES transportadoras (id),
    status varchar(20),
    criado_por varchar(100) NOT NULL
);
ALTER TABLE embarques
    ADD COLUMN IF NOT EXISTS transportadora_id integer REFERENCES transportadoras (id),
    ADD COLUMN IF NOT EXISTS data_prevista_embarque date,
    ADD COLUMN IF NOT EXISTS peso_total double precision,
    ADD COLUMN IF NOT EXISTS valor_total double precision,
    ADD COLUMN IF NOT EXISTS pallet_total double precision;
ALTER TABLE embarque_itens
    ADD COLUMN IF NOT EXISTS pallets double precision,
    ADD COLUMN IF NOT EXISTS volumes integer,
    ADD COLUMN agendamento_confirmado boolean DEFAULT false;
ALTER TABLE separacao
    ADD COLUMN obs_separacao text,
    ADD COLUMN falta_item boolean NOT NULL DEFAULT false,
    ADD COLUMN falta_pagamento boolean NOT NULL DEFAULT false,
    ADD COLUMN criado_por varchar(100);
ALTER TABLE carteira_principal
    ADD COLUMN motivo_exclusao text,
    ADD COLUMN importante boolean NOT NULL DEFAULT false,
    ADD COLUMN tags_pedido text;
CREATE INDEX idx_carteira_importante ON carteira_principal (importante);
ALTER TABLE cadastro_palletizacao
    ADD COLUMN produto_comprado boolean NOT NULL DEFAULT false,
    ADD COLUMN produto_produzido boolean NOT NULL DEFAULT false,
    ADD COLUMN produto_vendido boolean NOT NULL DEFAULT true,
    ADD COLUMN disparo_producao varchar(3),
    ADD COLUMN custo_produto numeric(15,4);
ALTER TABLE movimentacao_estoque
    ADD COLUMN odoo_picking_id varchar(50),
    ADD COLUMN odoo_move_id varchar(50),
    ADD COLUMN purchase_line_id varchar(50),
    ADD COLUMN pedido_compras_id integer;

-- What was NULL in practice is gone.
ALTER TABLE carteira_principal
    DROP COLUMN expedicao, DROP COLUMN data_entrega, DROP COLUMN agendamento, DROP COLUMN hora_agendamento,
    DROP COLUMN protocolo, DROP COLUMN agendamento_confirmado, DROP COLUMN roteirizacao,
    DROP COLUMN menor_estoque_produto_d7, DROP COLUMN saldo_estoque_pedido, DROP COLUMN saldo_estoque_pedido_forcado,
    DROP COLUMN separacao_lote_id, DROP COLUMN qtd_saldo, DROP COLUMN valor_saldo, DROP COLUMN pallet, DROP COLUMN peso,
    DROP COLUMN rota, DROP COLUMN sub_rota, DROP COLUMN valor_saldo_total, DROP COLUMN pallet_total, DROP COLUMN peso_total,
    DROP COLUMN valor_cliente_pedido, DROP COLUMN pallet_cliente_pedido, DROP COLUMN peso_cliente_pedido,
    DROP COLUMN qtd_total_produto_carteira, DROP COLUMN estoque;
DO $$
BEGIN
    FOR day IN 0..28 LOOP
        EXECUTE format('ALTER TABLE carteira_principal DROP COLUMN estoque_d%s', day);
    END LOOP;
END $$;
CREATE INDEX idx_carteira_status_data ON carteira_principal (status_pedido, data_pedido);

-- Since 03/11/2025 the totals of an embarque follow its items.
CREATE FUNCTION atualizar_totais_embarque() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed integer := CASE WHEN TG_OP = 'DELETE' THEN OLD.embarque_id ELSE NEW.embarque_id END;
BEGIN
    UPDATE embarques e
       SET peso_total = t.peso, valor_total = t.valor, pallet_total = t.pallets
      FROM (SELECT coalesce(sum(peso), 0) AS peso, coalesce(sum(valor), 0) AS valor, coalesce(sum(pallets), 0) AS pallets
              FROM embarque_itens WHERE embarque_id = changed AND status = 'ativo') t
     WHERE e.id = changed;
    RAISE NOTICE 'totals of embarque % computed', changed;
    RETURN NULL;
END $$;
CREATE TRIGGER trigger_atualizar_totais_embarque AFTER INSERT OR UPDATE OR DELETE ON embarque_itens
    FOR EACH ROW EXECUTE FUNCTION atualizar_totais_embarque();
