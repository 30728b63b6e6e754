-- Which known rows of the pedidos that were read are not what Odoo says: locks them, in the order of their ids, and notes
-- them with what they say now. Compared are the columns that this program owns, no other; what hangs on a record that Odoo
-- does not show is kept and does not differ. Returns how many do not differ.
-- Not safe to repeat in a transaction.
WITH known AS MATERIALIZED (
    SELECT p.id, s.hidden,
           (p.status_pedido, p.pedido_cliente, p.data_pedido, p.data_atual_pedido, p.data_entrega_pedido,
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
            w.saldo, w.ativo) AS differs
      FROM stg_wanted s
     CROSS JOIN LATERAL (SELECT * FROM carteira_principal p
                          WHERE p.num_pedido = s.num_pedido AND p.cod_produto = s.cod_produto OFFSET 0) p
     CROSS JOIN LATERAL jsonb_populate_record(s, CASE WHEN s.hidden <> '{}' THEN (
                SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(to_jsonb(p)) e WHERE e.key = ANY (s.hidden)) END) w
),
locked AS (
    SELECT p.id, p.num_pedido, p.cod_produto, p.qtd_saldo_produto_pedido, p.preco_produto_pedido,
           coalesce(p.ativo, true) AS ativo,
           CASE WHEN p.id = ANY (ARRAY(SELECT id FROM known WHERE differs AND hidden <> '{}')) THEN to_jsonb(p) END AS whole
      FROM carteira_principal p
     WHERE p.id = ANY (ARRAY(SELECT id FROM known WHERE differs))
     ORDER BY p.id FOR NO KEY UPDATE
),
noted AS (
    INSERT INTO stg_differing_row (id, num_pedido, cod_produto, old_saldo, old_preco, old_ativo, kept)
    SELECT l.id, l.num_pedido, l.cod_produto, l.qtd_saldo_produto_pedido, l.preco_produto_pedido, l.ativo,
           (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(l.whole) e WHERE e.key = ANY (k.hidden))
      FROM locked l JOIN known k ON k.id = l.id
)
SELECT count(*) FILTER (WHERE NOT differs) AS unchanged FROM known
