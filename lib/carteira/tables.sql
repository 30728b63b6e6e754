-- Session-temporary tables of the carteira stage, made one by one when a statement names them.

-- One row per pedido that was read whole, in the types of the application's own columns.
CREATE TEMP TABLE stg_pedido AS
SELECT NULL::bigint AS order_id, num_pedido, NULL::boolean AS cancelled, $(pedido: ?), NULL::text[] AS header_hidden,
       NULL::boolean AS remembered, -- an earlier cycle read it
       NULL::boolean AS uf_is_unknown -- of the customer or the delivery address, and it is not another country's
  FROM carteira_principal WITH NO DATA;
ALTER TABLE stg_pedido
    ADD PRIMARY KEY (order_id), ADD UNIQUE (num_pedido),
    ALTER num_pedido SET NOT NULL, ALTER cancelled SET NOT NULL, ALTER status_pedido SET NOT NULL,
    ALTER cnpj_cpf SET NOT NULL,
    ALTER remembered SET NOT NULL, ALTER header_hidden SET NOT NULL; -- columns that hang on records which Odoo does not show: keep_hidden.sql
-- One row per pedido and product: the same product on several lines becomes one row, rounded once. The quantities may be
-- too large for the application's columns: reject_sums.sql.
CREATE TEMP TABLE stg_item AS
SELECT num_pedido, cod_produto, $(product: ?), NULL::numeric AS qtd_produto_pedido,
       NULL::numeric AS qtd_cancelada_produto_pedido, NULL::numeric AS preco_produto_pedido,
       NULL::numeric AS qtd_faturada, -- what Odoo's lines say is invoiced, not rounded
       NULL::boolean AS has_no_code, NULL::text[] AS item_hidden -- as header_hidden
  FROM carteira_principal WITH NO DATA;
ALTER TABLE stg_item
    ADD PRIMARY KEY (num_pedido, cod_produto),
    ALTER nome_produto SET NOT NULL, ALTER qtd_produto_pedido SET NOT NULL, ALTER has_no_code SET NOT NULL,
    ALTER item_hidden SET NOT NULL;
-- Pedidos with live rows (active, saldo not 0) when the cycle began to read, with their number and the write_dates that
-- these remember.
CREATE TEMP TABLE stg_active (
    num_pedido varchar(50) PRIMARY KEY, rows bigint NOT NULL, oldest timestamp, newest timestamp, some_unknown boolean NOT NULL
);
-- The sale.orders of live pedidos: note_live_orders.sql.
CREATE TEMP TABLE stg_live_order (
    order_id bigint PRIMARY KEY, num_pedido varchar(50) NOT NULL, newest timestamp, tipo_pedido text, company_id bigint
);
-- Live pedidos of the target that Odoo no longer gives: absent, renamed, or taken out of the filters.
CREATE TEMP TABLE stg_gone (num_pedido varchar(50) PRIMARY KEY, reason text NOT NULL, detail text NOT NULL);
-- Live pedidos of the target that are outside the filters without Odoo having taken them out: they stay.
CREATE TEMP TABLE stg_left_out (num_pedido varchar(50) PRIMARY KEY, detail text NOT NULL);
-- Pedidos that were read under another name than the one that is remembered, and that take it: note_renamed.sql.
CREATE TEMP TABLE stg_renamed (
    order_id bigint PRIMARY KEY, old_name varchar(50) NOT NULL UNIQUE, new_name varchar(50) NOT NULL UNIQUE
);
-- What non-cancelled NFs invoiced, for the affected pedidos: a row for each pedido and product.
CREATE TEMP TABLE stg_invoiced (num_pedido varchar(50) NOT NULL, cod_produto varchar(50) NOT NULL, qtd numeric NOT NULL);
-- Known rows that are not what Odoo says, locked, and what they said; in pedidos that were read.
CREATE TEMP TABLE stg_differing_row (
    id integer PRIMARY KEY, num_pedido varchar(50) NOT NULL, cod_produto varchar(50) NOT NULL, old_saldo numeric NOT NULL,
    old_preco numeric, old_ativo boolean NOT NULL, old_qtd numeric NOT NULL, old_status varchar(50), old_data_atual date,
    old_data_entrega date,
    kept jsonb -- the columns that hang on records which Odoo does not show
);
-- Other rows that change, locked: their NFs changed, or Odoo no longer gives them (reason).
CREATE TEMP TABLE stg_recomputed_row (
    id integer PRIMARY KEY, num_pedido varchar(50) NOT NULL, old_saldo numeric NOT NULL, old_ativo boolean NOT NULL,
    old_qtd numeric NOT NULL, qtd numeric NOT NULL, saldo numeric NOT NULL, ativo boolean NOT NULL, reason text
);
-- The rows that this stage archived; was_live: the removal fuse counts it.
CREATE TEMP TABLE stg_archived (
    num_pedido varchar(50) NOT NULL, cod_produto varchar(50) NOT NULL, reason text NOT NULL, was_live boolean NOT NULL
);
-- Pedidos with a row whose saldo, price or place in the backlog this stage changed. entered: how many
-- rows of it were inserted; entered_as_new: and (true) neither the backlog nor an earlier cycle knew it. NULL: none was.
CREATE TEMP TABLE stg_saldo_changed (num_pedido varchar(50) PRIMARY KEY, entered bigint, entered_as_new boolean);

-- Pedidos of which the carteira holds rows, or held some that --removal=delete took.
CREATE TEMP VIEW stg_known_pedido AS
SELECT num_pedido FROM carteira_principal
UNION ALL
SELECT num_pedido FROM ciclo_pedido WHERE lines_deleted_at IS NOT NULL
UNION ALL
SELECT new_name FROM stg_renamed;

-- Pedidos that this cycle had to set aside: note_set_aside.sql.
CREATE TEMP TABLE stg_set_aside (num_pedido text PRIMARY KEY); -- may be too long for a pedido

-- Pedidos whose separações, shipment items and standby follow the backlog: read whole in this cycle, or read before and
-- not away since. What is gone, left out by the filters, set aside or was never read keeps what it has, and so does in a
-- cycle of a selection what is outside its scope.
CREATE TEMP VIEW stg_followed AS
SELECT num_pedido FROM stg_pedido
UNION ALL
SELECT k.num_pedido FROM ciclo_pedido k CROSS JOIN stg_ciclo c
 WHERE k.away_since IS NULL AND (c.scope IS NULL OR k.num_pedido = ANY (c.scope))
   AND NOT EXISTS (SELECT 1 FROM stg_gone g WHERE g.num_pedido = k.num_pedido)
   AND NOT EXISTS (SELECT 1 FROM stg_left_out o WHERE o.num_pedido = k.num_pedido)
   AND NOT EXISTS (SELECT 1 FROM stg_set_aside s WHERE s.num_pedido = k.num_pedido);

-- Pedidos whose open separações may hold too much, or may have to follow (recompose_targets.sql).
CREATE TEMP VIEW stg_recompose_candidate AS
SELECT c.num_pedido
  FROM (SELECT num_pedido FROM stg_saldo_changed
        UNION SELECT num_pedido FROM ciclo_recalculo
        UNION SELECT num_pedido FROM stg_pedido WHERE cancelled) c
 WHERE EXISTS (SELECT 1 FROM stg_known_pedido k WHERE k.num_pedido = c.num_pedido OFFSET 0)
   AND EXISTS (SELECT 1 FROM stg_followed f WHERE f.num_pedido = c.num_pedido OFFSET 0);

-- The names under which the backlog has the rows of a pedido that was read: those that are known, until it takes another
-- one the old one, and its own where no other is known to have it.
CREATE TEMP VIEW stg_own_name AS
SELECT h.order_id, k.name FROM stg_pedido h JOIN stg_known_name k ON k.order_id = h.order_id
 WHERE NOT EXISTS (SELECT 1 FROM stg_renamed r WHERE r.order_id = h.order_id)
UNION
SELECT r.order_id, r.old_name FROM stg_renamed r
UNION
SELECT h.order_id, h.num_pedido FROM stg_pedido h
 WHERE NOT EXISTS (SELECT 1 FROM ciclo_pedido k WHERE k.order_id = h.order_id OR k.num_pedido = h.num_pedido)
   AND NOT EXISTS (SELECT 1 FROM stg_former_name f WHERE f.former = h.num_pedido);

-- Of several sale.orders that were read with one name today, the one that has it: one that is not cancelled, else the older.
CREATE TEMP VIEW stg_name_claim AS
SELECT o.id, o.name, first_value(o.id) OVER (PARTITION BY o.name ORDER BY (o.state <> 'cancel') DESC, o.id) AS winner
  FROM stg_order o
 WHERE o.name IS NOT NULL;

-- The names that something open has: separações, shipment items without an NF, standby, inconsistencies.
CREATE TEMP VIEW stg_held_name AS
SELECT num_pedido AS name FROM separacao WHERE sincronizado_nf IS NOT TRUE AND coalesce(qtd_saldo, 1) <> 0
UNION ALL
SELECT pedido FROM embarque_itens WHERE status = 'ativo' AND coalesce(nota_fiscal, '') = ''
UNION ALL
SELECT num_pedido FROM saldo_standby WHERE status_standby IS DISTINCT FROM 'CONFIRMADO'
UNION ALL
SELECT num_pedido FROM inconsistencia_faturamento WHERE resolvida IS NOT TRUE;

-- Open separações of Odoo's pedidos: no NF has consumed them, and they have not gone on. qtd is what they hold.
CREATE TEMP VIEW stg_open_separacao AS
SELECT s.id, s.separacao_lote_id, s.num_pedido, s.cod_produto, s.status, s.tipo_envio, s.cnpj_cpf, s.raz_social_red,
       s.nome_cidade, s.cod_uf, s.observ_ped_1, s.pedido_cliente, s.rota, s.sub_rota, s.nome_produto, s.separacao_impressa,
       s.zerado_por_sync,
       CASE WHEN s.qtd_saldo BETWEEN 0 AND 1e12 THEN round(s.qtd_saldo::numeric, 3) ELSE 0 END AS qtd
  FROM separacao s CROSS JOIN stg_ciclo c
 WHERE s.sincronizado_nf IS NOT TRUE AND (s.numero_nf IS NULL OR s.numero_nf = '')
   AND s.status IN ('PREVISAO', 'ABERTO', 'COTADO') AND s.num_pedido LIKE ANY (c.pedido_patterns);

-- What the open separações of a pedido should say: those of the pedidos that collect_headers.sql looks at.
CREATE TEMP TABLE stg_header (
    num_pedido varchar(50) PRIMARY KEY, cnpj_cpf varchar(20), raz_social_red varchar(255), nome_cidade varchar(100),
    cod_uf varchar(2), observ_ped_1 varchar(700), pedido_cliente varchar(100),
    rota varchar(50), sub_rota varchar(50) -- NULL: nobody says which
);

-- What each open separação that says something else should say of its pedido; locked.
CREATE TEMP TABLE stg_separacao_header (
    id integer PRIMARY KEY, cnpj_cpf varchar(20), raz_social_red varchar(255), nome_cidade varchar(100),
    cod_uf varchar(2) NOT NULL, observ_ped_1 varchar(700), pedido_cliente varchar(100), rota varchar(50), sub_rota varchar(50),
    moved boolean NOT NULL -- to another city than it named before
);

-- The pedidos whose saldo is compared with what is invoiced: note_moved_candidates.sql.
CREATE TEMP TABLE stg_moved_candidate (num_pedido varchar(50) PRIMARY KEY);

-- What live rows say of their client: its CNPJ (never empty), whether it needs scheduling, and how.
CREATE TEMP TABLE stg_live_client (
    num_pedido varchar(50) NOT NULL, cnpj varchar(20) NOT NULL, needs_scheduling boolean NOT NULL, forma varchar(50)
);

-- CNPJs of clients that need scheduling; their contacts; and what the contacts of all clients say.
CREATE TEMP TABLE stg_client (cnpj varchar(20) PRIMARY KEY);
CREATE TEMP TABLE stg_contact (id integer PRIMARY KEY, cnpj varchar(20) NOT NULL, forma varchar(50) NOT NULL);
CREATE INDEX stg_contact_by_cnpj ON stg_contact (cnpj);
CREATE TEMP TABLE stg_forma (cnpj varchar(20) PRIMARY KEY, forma varchar(50) NOT NULL);

-- The routes that people keep, by UF, and by UF and city.
CREATE TEMP VIEW stg_route AS
SELECT DISTINCT ON (upper(btrim(cod_uf))) upper(btrim(cod_uf)) AS uf, rota FROM cadastro_rota
 WHERE ativa ORDER BY upper(btrim(cod_uf)), id;
CREATE TEMP VIEW stg_sub_route AS
SELECT DISTINCT ON (upper(btrim(cod_uf)), pg_temp.plain(nome_cidade)) upper(btrim(cod_uf)) AS uf,
       pg_temp.plain(nome_cidade) AS city, sub_rota
  FROM cadastro_sub_rota WHERE ativa ORDER BY upper(btrim(cod_uf)), pg_temp.plain(nome_cidade), id;

-- Pedidos inside the filters, of those whose name, state and write_date were read.
CREATE TEMP VIEW stg_sweep_in_filter AS
SELECT w.* FROM stg_sweep w CROSS JOIN stg_ciclo c
 WHERE w.tipo_pedido = ANY (c.tipos) AND (w.company_id IS NULL OR w.company_id <> ALL (c.excluded_companies));

-- What the rows of the pedidos that were read should be, once stg_invoiced is filled. A row of a cancelled pedido, or of a
-- line without quantity of which nothing is invoiced, leaves the backlog: ativo false and saldo 0, for half of the
-- application's pages look at the saldo alone. A wholly invoiced one stays with saldo 0, one of which more is invoiced than
-- ordered with a negative saldo.
CREATE TEMP VIEW stg_wanted AS
SELECT h.*, i.cod_produto, $(product: i.?), i.qtd_produto_pedido, i.qtd_cancelada_produto_pedido, i.preco_produto_pedido,
       CASE WHEN h.cancelled THEN 0 ELSE i.qtd_produto_pedido - coalesce(v.qtd, 0) END AS qtd_saldo_produto_pedido,
       NOT h.cancelled AND (i.qtd_produto_pedido <> 0 OR coalesce(v.qtd, 0) <> 0) AS ativo,
       h.header_hidden || i.item_hidden AS hidden
  FROM stg_pedido h
  JOIN stg_item i ON i.num_pedido = h.num_pedido
  LEFT JOIN stg_invoiced v ON v.num_pedido = i.num_pedido AND v.cod_produto = i.cod_produto;

-- What Odoo counts as invoiced of its lines and what is not a posted NF here: drafts, invoices without a number, and those
-- that changed while the cycle ran and that it did not see posted. Refunds take away again.
CREATE TEMP VIEW stg_invoiced_apart AS
SELECT s.id AS line_id, sum(d.quantity) AS qtd
  FROM (SELECT DISTINCT ON (l.id) l.id, CASE l.move_type WHEN 'out_refund' THEN -l.quantity ELSE l.quantity END AS quantity,
               l.sale_line_ids
          FROM stg_apart_line l
         WHERE l.move_type = 'out_refund'
            OR l.move_type = 'out_invoice'
               AND NOT EXISTS (SELECT 1 FROM ciclo_nf k WHERE k.move_id = l.move_id AND k.state = 'posted')) d
 CROSS JOIN LATERAL unnest(d.sale_line_ids) s (id)
 GROUP BY s.id;

-- Rows of NFs that Odoo counts as invoiced: posted here, or cancelled by people here and still posted there. Another
-- issuer's are not Odoo's.
CREATE TEMP VIEW stg_invoiced_row AS
SELECT f.origem, f.cod_produto, f.qtd_produto_faturado FROM faturamento_produto f
 WHERE (f.created_by IS NULL OR f.created_by NOT LIKE '%TagPlus%')
   AND (f.status_nf IN ('Lançado', 'SEM_LOTE')
        OR (f.status_nf = 'Cancelado'
            AND EXISTS (SELECT 1 FROM ciclo_nf k WHERE k.numero_nf = f.numero_nf AND k.state = 'posted' OFFSET 0)));

-- The pedidos of which some quantity differs before their drafts and refunds are read: differing_invoiced.sql.
CREATE TEMP TABLE stg_differing_order (order_id bigint PRIMARY KEY);
-- The pedidos whose quantities are compared: all that were read, and once the differing ones are noted these alone. A
-- cancelled one that never entered has no NFs here to compare.
CREATE TEMP VIEW stg_compared_pedido AS
SELECT p.order_id, p.num_pedido FROM stg_pedido p
 WHERE (NOT p.cancelled OR EXISTS (SELECT 1 FROM stg_known_pedido r WHERE r.num_pedido = p.num_pedido OFFSET 0))
   AND (NOT EXISTS (SELECT 1 FROM stg_differing_order) OR p.order_id IN (SELECT d.order_id FROM stg_differing_order d));
-- Of which products posted NFs here invoiced another quantity than Odoo's own lines say.
CREATE TEMP VIEW stg_quantity_difference AS
SELECT o.order_id, o.num_pedido, o.cod_produto, coalesce(h.qtd, 0) AS here, o.qtd AS in_odoo
  FROM (SELECT p.order_id, p.num_pedido, i.cod_produto, round(i.qtd_faturada - coalesce(a.qtd, 0), 3) AS qtd
          FROM stg_compared_pedido p
          JOIN stg_item i ON i.num_pedido = p.num_pedido
          LEFT JOIN (SELECT l.order_id, pc.cod_produto, sum(d.qtd * coalesce(l.ratio, 1)) AS qtd
                       FROM stg_invoiced_apart d
                       JOIN stg_product_line l ON l.id = d.line_id
                       JOIN stg_product_code pc ON pc.id = l.product_id
                      GROUP BY l.order_id, pc.cod_produto) a ON a.order_id = p.order_id AND a.cod_produto = i.cod_produto) o
  LEFT JOIN (SELECT p.num_pedido AS origem, f.cod_produto, sum(f.qtd_produto_faturado) AS qtd
               FROM stg_compared_pedido p
              CROSS JOIN LATERAL (SELECT * FROM stg_invoiced_row f WHERE f.origem = p.num_pedido OFFSET 0) f
              GROUP BY p.num_pedido, f.cod_produto) h ON h.origem = o.num_pedido AND h.cod_produto = o.cod_produto
 WHERE coalesce(h.qtd, 0) <> o.qtd;
-- What remains once the drafts and refunds are read; nothing is computed where there are none.
CREATE TEMP VIEW stg_invoiced_difference AS
SELECT * FROM stg_quantity_difference WHERE EXISTS (SELECT 1 FROM stg_differing_order);
