-- Inserts the rows that the target does not have: wholly invoiced ones too, archived, so that a cancelled NF can bring
-- them back, unless $1 (boolean) says that only active rows are kept. A pedido that is cancelled already never enters.
-- Returns counts. Safe to repeat.
WITH p (only_active) AS (VALUES ($1::boolean)),
inserted AS (
    INSERT INTO carteira_principal (num_pedido, cod_produto, status_pedido, pedido_cliente, data_pedido, data_atual_pedido,
        data_entrega_pedido, cnpj_cpf, raz_social, raz_social_red, municipio, estado, vendedor, equipe_vendas,
        cond_pgto_pedido, forma_pgto_pedido, incoterm, metodo_entrega_pedido, cliente_nec_agendamento,
        observ_ped_1, cnpj_endereco_ent, empresa_endereco_ent, cep_endereco_ent, nome_cidade, cod_uf,
        bairro_endereco_ent, rua_endereco_ent, endereco_ent, telefone_endereco_ent, odoo_write_date,
        nome_produto, unid_medida_produto, embalagem_produto, materia_prima_produto, categoria_produto,
        qtd_produto_pedido, qtd_cancelada_produto_pedido, preco_produto_pedido, qtd_saldo_produto_pedido, ativo,
        ultima_sync, created_at, updated_at, created_by, updated_by)
    SELECT w.num_pedido, w.cod_produto, w.status_pedido, w.pedido_cliente, w.data_pedido, w.data_atual_pedido,
           w.data_entrega_pedido, w.cnpj_cpf, w.raz_social, w.raz_social_red, w.municipio, w.estado, w.vendedor,
           w.equipe_vendas, w.cond_pgto_pedido, w.forma_pgto_pedido, w.incoterm, w.metodo_entrega_pedido,
           w.cliente_nec_agendamento, w.observ_ped_1, w.cnpj_endereco_ent, w.empresa_endereco_ent,
           w.cep_endereco_ent, w.nome_cidade, w.cod_uf, w.bairro_endereco_ent, w.rua_endereco_ent,
           w.endereco_ent, w.telefone_endereco_ent, w.odoo_write_date, w.nome_produto, w.unid_medida_produto,
           w.embalagem_produto, w.materia_prima_produto, w.categoria_produto, w.qtd, w.qtd_cancelada, w.preco,
           w.saldo, w.ativo, now() AT TIME ZONE c.time_zone, now() AT TIME ZONE c.time_zone,
           now() AT TIME ZONE c.time_zone, c.author,
           c.author || CASE WHEN w.ativo THEN '' ELSE ': saldo zero' END
      FROM stg_wanted w CROSS JOIN stg_ciclo c CROSS JOIN p
     WHERE NOT w.cancelled AND (w.ativo OR NOT p.only_active)
       AND NOT EXISTS (SELECT 1 FROM carteira_principal r
                        WHERE r.num_pedido = w.num_pedido AND r.cod_produto = w.cod_produto OFFSET 0)
     ORDER BY w.num_pedido, w.cod_produto
        ON CONFLICT (num_pedido, cod_produto) DO NOTHING
    RETURNING num_pedido, ativo
),
noted AS (
    INSERT INTO stg_saldo_changed (num_pedido) SELECT DISTINCT num_pedido FROM inserted ON CONFLICT DO NOTHING
)
SELECT count(*) AS inserted, count(*) FILTER (WHERE NOT ativo) AS inserted_archived FROM inserted
