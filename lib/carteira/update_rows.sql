-- Brings known rows of the pedidos that were read to Odoo's values: the columns that this program owns, no other.
-- A row is active while its line exists, its pedido is not cancelled and its saldo is not 0 (NULL counts as active).
-- Rows that do not differ are not written. Returns counts. Safe to repeat.
WITH differing AS (
    SELECT w.*, p.id, p.qtd_saldo_produto_pedido AS old_saldo, p.preco_produto_pedido AS old_preco,
           coalesce(p.ativo, true) AS old_ativo
      FROM stg_wanted w JOIN carteira_principal p ON p.num_pedido = w.num_pedido AND p.cod_produto = w.cod_produto
     WHERE (p.status_pedido, p.pedido_cliente, p.data_pedido, p.data_atual_pedido, p.data_entrega_pedido,
            p.cnpj_cpf, p.raz_social, p.raz_social_red, p.municipio, p.estado, p.vendedor, p.equipe_vendas,
            p.cond_pgto_pedido, p.forma_pgto_pedido, p.incoterm, p.metodo_entrega_pedido,
            p.cliente_nec_agendamento, p.observ_ped_1, p.cnpj_endereco_ent, p.empresa_endereco_ent,
            p.cep_endereco_ent, p.nome_cidade, p.cod_uf, p.bairro_endereco_ent, p.rua_endereco_ent,
            p.endereco_ent, p.telefone_endereco_ent, p.odoo_write_date, p.nome_produto, p.unid_medida_produto,
            p.embalagem_produto, p.materia_prima_produto, p.categoria_produto, p.qtd_produto_pedido,
            p.qtd_cancelada_produto_pedido, p.preco_produto_pedido, p.qtd_saldo_produto_pedido,
            coalesce(p.ativo, true))
           IS DISTINCT FROM
           (w.status_pedido, w.pedido_cliente, w.data_pedido, w.data_atual_pedido, w.data_entrega_pedido,
            w.cnpj_cpf, w.raz_social, w.raz_social_red, w.municipio, w.estado, w.vendedor, w.equipe_vendas,
            w.cond_pgto_pedido, w.forma_pgto_pedido, w.incoterm, w.metodo_entrega_pedido,
            w.cliente_nec_agendamento, w.observ_ped_1, w.cnpj_endereco_ent, w.empresa_endereco_ent,
            w.cep_endereco_ent, w.nome_cidade, w.cod_uf, w.bairro_endereco_ent, w.rua_endereco_ent,
            w.endereco_ent, w.telefone_endereco_ent, w.odoo_write_date, w.nome_produto, w.unid_medida_produto,
            w.embalagem_produto, w.materia_prima_produto, w.categoria_produto, w.qtd, w.qtd_cancelada, w.preco,
            w.saldo, w.ativo)
),
updated AS (
    UPDATE carteira_principal p
       SET status_pedido = d.status_pedido, pedido_cliente = d.pedido_cliente, data_pedido = d.data_pedido,
           data_atual_pedido = d.data_atual_pedido, data_entrega_pedido = d.data_entrega_pedido,
           cnpj_cpf = d.cnpj_cpf, raz_social = d.raz_social, raz_social_red = d.raz_social_red,
           municipio = d.municipio, estado = d.estado, vendedor = d.vendedor, equipe_vendas = d.equipe_vendas,
           cond_pgto_pedido = d.cond_pgto_pedido, forma_pgto_pedido = d.forma_pgto_pedido,
           incoterm = d.incoterm, metodo_entrega_pedido = d.metodo_entrega_pedido,
           cliente_nec_agendamento = d.cliente_nec_agendamento, observ_ped_1 = d.observ_ped_1,
           cnpj_endereco_ent = d.cnpj_endereco_ent, empresa_endereco_ent = d.empresa_endereco_ent,
           cep_endereco_ent = d.cep_endereco_ent, nome_cidade = d.nome_cidade, cod_uf = d.cod_uf,
           bairro_endereco_ent = d.bairro_endereco_ent, rua_endereco_ent = d.rua_endereco_ent,
           endereco_ent = d.endereco_ent, telefone_endereco_ent = d.telefone_endereco_ent,
           odoo_write_date = d.odoo_write_date, nome_produto = d.nome_produto,
           unid_medida_produto = d.unid_medida_produto, embalagem_produto = d.embalagem_produto,
           materia_prima_produto = d.materia_prima_produto, categoria_produto = d.categoria_produto,
           qtd_produto_pedido = d.qtd, qtd_cancelada_produto_pedido = d.qtd_cancelada,
           preco_produto_pedido = d.preco, qtd_saldo_produto_pedido = d.saldo,
           ativo = CASE WHEN d.ativo = d.old_ativo THEN p.ativo ELSE d.ativo END,
           ultima_sync = now() AT TIME ZONE c.time_zone, updated_at = now() AT TIME ZONE c.time_zone,
           updated_by = CASE WHEN d.cancelled THEN c.author || ': pedido cancelado no Odoo'
                             WHEN NOT d.ativo THEN c.author || ': saldo zero' ELSE c.author END
      FROM differing d CROSS JOIN stg_ciclo c
     WHERE p.id = d.id
    RETURNING d.num_pedido, d.cancelled, d.saldo, d.old_saldo, d.ativo, d.old_ativo, d.preco, d.old_preco
),
archived AS (
    INSERT INTO stg_archived (num_pedido, reason)
    SELECT num_pedido, CASE WHEN cancelled THEN 'pedido cancelado no Odoo' ELSE 'saldo zero' END
      FROM updated WHERE old_ativo AND NOT ativo
),
noted AS (
    INSERT INTO stg_saldo_changed (num_pedido)
    SELECT DISTINCT num_pedido FROM updated
     WHERE (saldo, ativo, preco) IS DISTINCT FROM (old_saldo, old_ativo, old_preco)
        ON CONFLICT DO NOTHING
)
SELECT count(*) AS updated, count(*) FILTER (WHERE saldo > old_saldo + 0.01) AS increased,
       count(*) FILTER (WHERE saldo < old_saldo - 0.01) AS reduced,
       count(*) FILTER (WHERE old_ativo AND NOT ativo) AS archived,
       count(*) FILTER (WHERE ativo AND NOT old_ativo) AS reactivated,
       (SELECT count(*) FROM stg_wanted w JOIN carteira_principal p USING (num_pedido, cod_produto))
           - (SELECT count(*) FROM updated) AS unchanged
  FROM updated
