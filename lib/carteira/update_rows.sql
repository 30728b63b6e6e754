-- Brings the known rows that differ (differing_rows.sql) to Odoo's values: the columns that this program owns, no other.
-- What hangs on a record that Odoo does not show stays as it is in each row.
-- A row is active while its line exists, its pedido is not cancelled and its saldo is not 0 (NULL counts as active).
-- Returns counts. Safe to repeat.
WITH updated AS (
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
      FROM (SELECT w.*, b.id, b.old_saldo, b.old_preco, b.old_ativo FROM stg_differing_row b
              JOIN stg_wanted s ON s.num_pedido = b.num_pedido AND s.cod_produto = b.cod_produto
             CROSS JOIN LATERAL jsonb_populate_record(s, b.kept) w) d
     CROSS JOIN stg_ciclo c
     WHERE p.id = d.id AND p.id = ANY (ARRAY(SELECT id FROM stg_differing_row))
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
       count(*) FILTER (WHERE ativo AND NOT old_ativo) AS reactivated
  FROM updated
