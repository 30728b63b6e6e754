-- Session-temporary tables of the carteira stage. A script; run once a session, after staging's tables.

-- One row per pedido that was read whole, in the application's types.
CREATE TEMP TABLE stg_pedido (
    order_id bigint PRIMARY KEY, num_pedido varchar(50) NOT NULL UNIQUE, cancelled boolean NOT NULL,
    status_pedido varchar(50) NOT NULL, pedido_cliente varchar(100), data_pedido date, data_atual_pedido date,
    data_entrega_pedido date, cnpj_cpf varchar(20) NOT NULL, raz_social varchar(255), raz_social_red varchar(100),
    municipio varchar(100), estado varchar(2), vendedor varchar(100), equipe_vendas varchar(100),
    cond_pgto_pedido varchar(100), forma_pgto_pedido varchar(100), incoterm varchar(20),
    metodo_entrega_pedido varchar(100), cliente_nec_agendamento varchar(10), observ_ped_1 text,
    cnpj_endereco_ent varchar(20), empresa_endereco_ent varchar(255), cep_endereco_ent varchar(10),
    nome_cidade varchar(100), cod_uf varchar(2), bairro_endereco_ent varchar(100), rua_endereco_ent varchar(255),
    endereco_ent varchar(20), telefone_endereco_ent varchar(50), odoo_write_date timestamp
);
-- One row per pedido and product: the same product on several lines becomes one row, rounded once.
CREATE TEMP TABLE stg_item (
    num_pedido varchar(50) NOT NULL, cod_produto varchar(50) NOT NULL, nome_produto varchar(255) NOT NULL,
    unid_medida_produto varchar(20), embalagem_produto varchar(100), materia_prima_produto varchar(100),
    categoria_produto varchar(100), qtd numeric NOT NULL, qtd_cancelada numeric, preco numeric,
    has_no_code boolean NOT NULL, PRIMARY KEY (num_pedido, cod_produto)
);
-- Pedidos that the target holds as active and that Odoo no longer gives: absent, renamed, or outside the filters.
CREATE TEMP TABLE stg_gone (num_pedido varchar(50) PRIMARY KEY, reason text NOT NULL);
-- What non-cancelled NFs invoiced, for the affected pedidos.
CREATE TEMP TABLE stg_invoiced (
    num_pedido varchar(50) NOT NULL, cod_produto varchar(50) NOT NULL, qtd numeric NOT NULL,
    PRIMARY KEY (num_pedido, cod_produto)
);
-- The rows that this stage took out of the backlog, for their separações: a product, or all of a pedido (NULL).
CREATE TEMP TABLE stg_removed (num_pedido varchar(50) NOT NULL, cod_produto varchar(50), reason text NOT NULL);

-- Pedidos inside the filters, of those whose name, state and write_date were read.
CREATE TEMP VIEW stg_sweep_in_filter AS
SELECT w.* FROM stg_sweep w CROSS JOIN stg_ciclo c
 WHERE w.tipo_pedido = ANY (c.tipos) AND (w.company_id IS NULL OR w.company_id <> ALL (c.excluded_companies));

-- What the rows of the pedidos that were read should be, once stg_invoiced is filled: a row is active while its pedido
-- is not cancelled and its saldo is not 0.
CREATE TEMP VIEW stg_wanted AS
SELECT h.*, i.cod_produto, i.nome_produto, i.unid_medida_produto, i.embalagem_produto, i.materia_prima_produto,
       i.categoria_produto, i.qtd, i.qtd_cancelada, i.preco,
       i.qtd - coalesce(v.qtd, 0) AS saldo,
       NOT h.cancelled AND i.qtd - coalesce(v.qtd, 0) <> 0 AS ativo
  FROM stg_pedido h
  JOIN stg_item i ON i.num_pedido = h.num_pedido
  LEFT JOIN stg_invoiced v ON v.num_pedido = i.num_pedido AND v.cod_produto = i.cod_produto;

-- What Odoo counts as invoiced of its lines and what is no posted NF here: drafts, invoices without a number, and those
-- that changed while the cycle ran and that it did not see posted. Refunds take away again.
CREATE TEMP VIEW stg_invoiced_apart AS
SELECT s.id AS line_id, sum(d.quantity) AS qtd
  FROM (SELECT DISTINCT l.id, l.quantity, l.sale_line_ids FROM stg_draft_line l
         WHERE NOT EXISTS (SELECT 1 FROM ciclo_nf k WHERE k.move_id = l.move_id AND k.state = 'posted')
        UNION ALL
        SELECT DISTINCT l.id, -l.quantity, l.sale_line_ids FROM stg_refund_line l) d
 CROSS JOIN LATERAL unnest(d.sale_line_ids) s (id)
 GROUP BY s.id;

-- Pedidos that were read, and of which posted NFs here invoiced another quantity than Odoo's own lines say. A cancelled
-- pedido that never entered has no NFs here to compare.
CREATE TEMP VIEW stg_invoiced_difference AS
SELECT o.order_id, o.num_pedido, o.cod_produto, coalesce(h.qtd, 0) AS here, o.qtd AS in_odoo
  FROM (SELECT p.order_id, p.num_pedido, pc.cod_produto,
               round(sum(coalesce(l.qty_invoiced, 0) - coalesce(a.qtd, 0)), 3) AS qtd
          FROM stg_pedido p
          JOIN stg_order_line l ON l.order_id = p.order_id
          JOIN stg_product_code pc ON pc.id = l.product_id
          LEFT JOIN stg_invoiced_apart a ON a.line_id = l.id
         WHERE NOT p.cancelled OR EXISTS (SELECT 1 FROM carteira_principal r WHERE r.num_pedido = p.num_pedido)
         GROUP BY p.order_id, p.num_pedido, pc.cod_produto) o
  LEFT JOIN (SELECT f.origem, f.cod_produto, sum(f.qtd_produto_faturado) AS qtd
               FROM faturamento_produto f JOIN stg_pedido p ON p.num_pedido = f.origem
              WHERE f.status_nf IN ('Lançado', 'SEM_LOTE')
              GROUP BY f.origem, f.cod_produto) h ON h.origem = o.num_pedido AND h.cod_produto = o.cod_produto
 WHERE coalesce(h.qtd, 0) <> o.qtd;
