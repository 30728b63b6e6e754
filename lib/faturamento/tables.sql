-- Session-temporary tables of the faturamento stage, made one by one when a statement names them.

-- The NFs that earlier cycles remember. While the application holds none, the memory of them counts for nothing: its table
-- was emptied or restored.
CREATE TEMP VIEW stg_known_nf AS
SELECT k.* FROM ciclo_nf k WHERE EXISTS (SELECT 1 FROM faturamento_produto);

-- The newest of them, when Odoo does not show them all.
CREATE TEMP TABLE stg_newest_nf (move_id bigint PRIMARY KEY);

-- NFs whose lines are read: known here, young enough to be new, needed for a pedido's saldo, or set aside before.
-- historic: created before the horizon when it was first remembered; rows and report row, nothing else.
CREATE TEMP TABLE stg_selected_move (id bigint PRIMARY KEY, historic boolean NOT NULL);

-- Cancelled NFs whose lines did not all come: they need none.
CREATE TEMP TABLE stg_unproved_move (id bigint PRIMARY KEY);

-- Product lines, and whether each is a down payment: it says so, or the pedido's line does.
CREATE TEMP VIEW stg_invoice_line AS
SELECT l.*, l.is_downpayment IS NOT DISTINCT FROM 'Sim'
            OR coalesce(l.sale_line_ids && ARRAY(SELECT s.id FROM stg_order_line s WHERE s.is_downpayment = 'Sim'), false) AS pays_down
  FROM stg_move_line l
 WHERE l.display_type = 'product' AND NOT EXISTS (SELECT 1 FROM stg_unproved_move u WHERE u.id = l.move_id);

-- Of the lines that were read, those that invoice goods: no notes and sections, no line without a product, and none without
-- a quantity, which only adds to the value of another NF; and no down payments.
CREATE TEMP VIEW stg_goods_line AS
SELECT l.* FROM stg_invoice_line l WHERE l.product_id IS NOT NULL AND l.quantity > 0 AND NOT l.pays_down;

-- What else stands on NFs: complements of value (no product, or no quantity) and down payments.
CREATE TEMP VIEW stg_other_line AS
SELECT l.* FROM stg_invoice_line l WHERE l.product_id IS NULL OR coalesce(l.quantity, 0) <= 0 OR l.pays_down;

-- One row per NF that can be taken over, in the application's types.
CREATE TEMP TABLE stg_nf (
    move_id bigint PRIMARY KEY, numero_nf varchar(20) NOT NULL UNIQUE, state text NOT NULL, status_nf varchar(20) NOT NULL,
    data_fatura date NOT NULL, cnpj_cliente varchar(20) NOT NULL, nome_cliente varchar(255) NOT NULL,
    municipio varchar(100), estado varchar(2), vendedor varchar(100), equipe_vendas varchar(100),
    incoterm varchar(20), invoice_origin text,
    situation text,            -- nova, conhecida, cancelada, reativada, excluida: against the application's rows
    kept text,                 -- what stands here against Odoo: cancelada, excluida (by people), revertida
    report_kept boolean NOT NULL DEFAULT false, -- people took its report out
    was_cancelled boolean,     -- all rows were cancelled before any was locked; NULL where there was none
    remembered_state text,     -- of it, or of the NF that had the number; NULL: no earlier cycle met it here
    historic boolean NOT NULL,
    corrected boolean NOT NULL DEFAULT false, -- posted, known, and other products, quantities or values than here
    lines_add_up boolean,           -- to the NF's own totals; NULL where these prove nothing
    hidden text[] NOT NULL,         -- columns that hang on records which Odoo does not show: they are unknown
    hidden_records text[] NOT NULL, -- which records these are: staging table and id
    texts_cut integer NOT NULL -- values that were longer than their column
);
-- NFs remembered under a number that no NF has any more.
CREATE TEMP TABLE stg_nf_gone (
    numero_nf varchar(20) PRIMARY KEY, move_id bigint NOT NULL, kind text NOT NULL, detail text NOT NULL
);
-- One row per NF, product and origem, summed and rounded once, as the columns round.
CREATE TEMP TABLE stg_nf_row (
    row_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, move_id bigint NOT NULL, numero_nf varchar(20) NOT NULL,
    cod_produto varchar(50) NOT NULL, origem varchar(20), nome_produto varchar(200) NOT NULL,
    origem_shown boolean NOT NULL,  -- Odoo shows the pedido that the line belongs to
    origem_hidden text,             -- what of the way to it is known and not shown
    qtd numeric NOT NULL, preco numeric NOT NULL, valor numeric NOT NULL, peso_unitario numeric, peso_total numeric,
    has_no_code boolean NOT NULL
);
CREATE INDEX stg_nf_row_by_nf ON stg_nf_row (numero_nf);
-- What an NF's lines add up to, and what it says itself. Goods or not, hidden lines are in the NF's own totals alone.
CREATE TEMP VIEW stg_nf_total AS
SELECT n.move_id, m.amount_untaxed, m.amount_total, coalesce(sum(l.price_subtotal), 0) AS subtotal,
       coalesce(sum(l.price_total), 0) AS total, 0.01 + 0.005 * count(l.id) AS slack
  FROM stg_nf n
  JOIN stg_move m ON m.id = n.move_id
  LEFT JOIN stg_move_line l ON l.move_id = n.move_id AND l.display_type = 'product'
 GROUP BY n.move_id, m.amount_untaxed, m.amount_total;

-- Which row of the application each of them becomes.
CREATE TEMP TABLE stg_nf_match (row_id bigint PRIMARY KEY, id integer NOT NULL UNIQUE);
-- Rows of the application that are not what Odoo says, or go; locked.
CREATE TEMP TABLE stg_nf_differing (id integer PRIMARY KEY, old_origem varchar(20), old_qtd numeric NOT NULL);
-- What the report rows should say.
CREATE TEMP TABLE stg_report (
    numero_nf varchar(20) PRIMARY KEY, report_id integer UNIQUE, valor_total double precision, peso_bruto double precision,
    origem varchar(50), counts boolean NOT NULL, old_ativo boolean, new_ativo boolean
);
-- stg_undone_nf as rows, once the NFs' own rows are written.
CREATE TEMP TABLE stg_undone (numero_nf varchar(20) NOT NULL, kept_pedidos text[] NOT NULL, reason varchar(60) NOT NULL);
CREATE INDEX stg_undone_by_nf ON stg_undone (numero_nf);
-- What this stage changed, for the saldos and the reports. weighs: its quantity, and with it its weight.
CREATE TEMP TABLE stg_nf_touched (numero_nf varchar(20), origem varchar(20), weighs boolean NOT NULL DEFAULT false);

-- NFs of another issuer: one of which a row is another program's is that program's, with all that names it. Such a row
-- says so itself, or names a pedido that was typed into the application and is not this program's. cnpjs: digits,
-- NULL where none is known.
CREATE TEMP VIEW stg_foreign_nf AS
SELECT f.numero_nf, min(f.cnpj_cliente) AS cnpj,
       array_agg(DISTINCT regexp_replace(f.cnpj_cliente, '[^0-9]', '', 'g')) FILTER (WHERE f.cnpj_cliente ~ '[0-9]') AS cnpjs
  FROM faturamento_produto f CROSS JOIN stg_ciclo c
 WHERE f.created_by LIKE '%TagPlus%'
    OR (NOT f.origem LIKE ANY (c.pedido_patterns)
        AND f.created_by IS DISTINCT FROM c.author AND f.updated_by IS DISTINCT FROM c.author)
 GROUP BY f.numero_nf;

-- NFs as the application holds them, other issuers' apart. A number whose rows this program itself cancelled is free.
-- is_ours: this program entered all of it.
CREATE TEMP VIEW stg_held_nf AS
SELECT f.numero_nf, min(f.origem) AS pedido, bool_and(f.created_by IS NOT DISTINCT FROM c.author) AS is_ours,
       array_agg(DISTINCT regexp_replace(f.cnpj_cliente, '[^0-9]', '', 'g')) FILTER (WHERE f.cnpj_cliente ~ '[0-9]') AS cnpjs,
       array_agg(DISTINCT f.origem::text) FILTER (WHERE f.origem IS NOT NULL) AS origens
  FROM faturamento_produto f CROSS JOIN stg_ciclo c
 GROUP BY f.numero_nf
HAVING NOT bool_and(f.status_nf = 'Cancelado' AND f.updated_by IS NOT DISTINCT FROM c.author)
   AND NOT EXISTS (SELECT 1 FROM stg_foreign_nf n WHERE n.numero_nf = f.numero_nf OFFSET 0);

-- Open inconsistencies that are this program's to settle: those of Odoo's pedidos, and those that it opened itself for an
-- NF of its own that names a typed pedido. What is older than the NF's rows somebody else opened.
CREATE TEMP VIEW stg_own_inconsistency AS
SELECT i.id, i.tipo, i.numero_nf, i.num_pedido, i.cod_produto, i.qtd_faturada
  FROM inconsistencia_faturamento i CROSS JOIN stg_ciclo c
 WHERE i.resolvida IS NOT TRUE
   AND (i.num_pedido IS NULL OR i.num_pedido LIKE ANY (c.pedido_patterns)
        OR EXISTS (SELECT 1 FROM faturamento_produto f
                    WHERE f.numero_nf = i.numero_nf AND f.origem = i.num_pedido AND f.created_at <= i.detectada_em
                      AND c.author IN (f.created_by, f.updated_by) OFFSET 0))
   AND (c.scope IS NULL OR i.num_pedido = ANY (c.scope) OR i.numero_nf IN (SELECT n.numero_nf FROM stg_nf n))
   AND NOT EXISTS (SELECT 1 FROM stg_foreign_nf n WHERE n.numero_nf = i.numero_nf OFFSET 0);

-- Names that exactly one pedido of Odoo has at present, and that no other one is known to have had: an NF says forever what
-- its pedido was called.
CREATE TEMP VIEW stg_unique_order_name AS
SELECT n.name FROM (SELECT name, min(id) AS id FROM stg_order_name WHERE name IS NOT NULL GROUP BY name HAVING count(*) = 1) n
 WHERE NOT EXISTS (SELECT 1 FROM ciclo_pedido k WHERE k.num_pedido = n.name AND k.order_id <> n.id OFFSET 0)
   AND ((n.name IN (SELECT f.former FROM stg_former_name f)) IS NOT TRUE
        OR NOT EXISTS (SELECT 1 FROM stg_former_name f WHERE f.former = n.name AND f.order_id <> n.id OFFSET 0));
-- The same as rows: looked up for each line.
CREATE TEMP TABLE stg_unique_name (name text PRIMARY KEY);

-- The lines of goods, and the pedido that each was sold by: the NF's origin when it is the name of exactly one pedido, else the
-- pedido of the line's first sale line, else the text of an origin that holds a single name, else none. Odoo leaves hidden
-- sale lines out of sale_line_ids: a pedido that it does not show is unknown, and so is one that nothing leads to. hidden
-- gives what is known and not shown; a hidden pedido has the name that is remembered.
CREATE TEMP VIEW stg_line_origem AS
SELECT l.id, l.move_id, l.product_id, l.ratio, l.quantity, l.price_unit, l.price_total, l.total_nfe,
       left(u.name, 20) AS origem, true AS shown, NULL::text AS hidden
  FROM stg_goods_line l
  JOIN stg_move m ON m.id = l.move_id
  JOIN stg_unique_name u ON u.name = m.origin
UNION ALL
SELECT l.id, l.move_id, l.product_id, l.ratio, l.quantity, l.price_unit, l.price_total, l.total_nfe,
       left(coalesce(line.name, CASE WHEN position(',' IN l.origin) = 0 THEN l.origin END), 20),
       coalesce(line.shown, false), coalesce(line.hidden, named.hidden)
  FROM (SELECT g.*, m.origin FROM stg_goods_line g JOIN stg_move m ON m.id = g.move_id
         WHERE NOT EXISTS (SELECT 1 FROM stg_unique_name u WHERE u.name = m.origin)
        OFFSET 0) l
  LEFT JOIN LATERAL (
        SELECT coalesce(n.name, k.num_pedido) AS name, n.id IS NOT NULL AS shown,
               CASE WHEN sl.id IS NULL THEN 'sale.order.line ' || s.id
                    WHEN n.id IS NULL THEN 'sale.order ' || sl.order_id END AS hidden
          FROM (SELECT f.id FROM unnest(l.sale_line_ids) f (id) ORDER BY f.id LIMIT 1) s
          LEFT JOIN LATERAL (SELECT * FROM stg_sale_line sl WHERE sl.id = s.id OFFSET 0) sl ON true
          LEFT JOIN LATERAL (SELECT * FROM stg_order_name n WHERE n.id = sl.order_id OFFSET 0) n ON true
          LEFT JOIN LATERAL (SELECT * FROM ciclo_pedido k WHERE k.order_id = sl.order_id AND n.id IS NULL OFFSET 0) k ON true
       ) line ON true
  LEFT JOIN LATERAL (
        SELECT min(pg_temp.word(part.name)) AS hidden
          FROM unnest(string_to_array(l.origin, ',')) part (name) CROSS JOIN stg_ciclo c
         WHERE l.sale_line_ids = '{}' AND pg_temp.word(part.name) LIKE ANY (c.pedido_patterns)
           AND NOT EXISTS (SELECT 1 FROM stg_order_name n WHERE n.name = pg_temp.word(part.name))
       ) named ON true;

-- Remembered NFs that were read outside the filters, and why. One has left them where Odoo itself changed what keeps it
-- outside since it was read inside them. One that a setting of ours leaves out has not, and where nothing is remembered it
-- is not known to have.
CREATE TEMP VIEW stg_outside_nf AS
SELECT k.move_id, k.numero_nf, o.tipo_pedido, o.company_id, r.has_left, r.reason
  FROM stg_outside_move o JOIN stg_known_nf k ON k.move_id = o.id CROSS JOIN stg_ciclo c
 CROSS JOIN LATERAL (
        SELECT w.has_left, w.reason
          FROM (VALUES (1, o.move_type IS DISTINCT FROM 'out_invoice', true, 'move_type ' || coalesce(o.move_type, 'vazio')),
                       (2, o.company_id = ANY (c.excluded_companies), k.company_id <> ALL (c.excluded_companies),
                        'company_id ' || o.company_id),
                       (3, o.tipo_pedido IS NULL OR o.tipo_pedido <> ALL (c.tipos), k.tipo_pedido = ANY (c.tipos),
                        'tipo_pedido ' || coalesce(o.tipo_pedido, 'vazio'))) w (place, is_outside, has_left, reason)
         WHERE w.is_outside ORDER BY w.has_left IS TRUE DESC, w.place LIMIT 1
       ) r
 WHERE k.state <> 'gone' AND NOT EXISTS (SELECT 1 FROM stg_move m WHERE m.id = o.id);

-- Remembered account.moves that are no longer the NF that they were, and why: another number, none, or outside the
-- filters. A record that could not be decoded says nothing.
CREATE TEMP VIEW stg_left_move AS
SELECT k.move_id, k.numero_nf,
       CASE WHEN btrim(m.numero_nf) <> '' THEN 'NF_RENUMERADA' ELSE 'NF_SEM_NUMERO' END AS kind,
       CASE WHEN btrim(m.numero_nf) <> '' THEN 'agora ' || btrim(m.numero_nf) || ', ' ELSE '' END
       || 'account.move ' || k.move_id AS detail
  FROM stg_move m JOIN stg_known_nf k ON k.move_id = m.id
 WHERE k.state <> 'gone' AND btrim(coalesce(m.numero_nf, '')) <> k.numero_nf
UNION ALL
SELECT move_id, numero_nf, 'NF_SAIU_DO_FILTRO', reason || ', account.move ' || move_id FROM stg_outside_nf WHERE has_left;

-- Numbers that a staged NF has now and another account.move had until now.
CREATE TEMP VIEW stg_taken_nf AS
SELECT n.numero_nf, n.move_id, min(k.move_id) AS former_move_id
  FROM stg_nf n JOIN stg_known_nf k ON k.numero_nf = n.numero_nf AND k.move_id <> n.move_id AND k.state <> 'gone'
 WHERE NOT EXISTS (SELECT 1 FROM stg_known_nf s
                    WHERE s.move_id = n.move_id AND s.numero_nf = n.numero_nf AND s.state <> 'gone')
 GROUP BY n.numero_nf, n.move_id;

-- NFs that Odoo cancelled, or that are gone: none of their rows counts. What people cancelled here loses nothing else.
CREATE TEMP VIEW stg_cancelled_nf AS
SELECT numero_nf FROM stg_nf WHERE state = 'cancel' AND kept IS DISTINCT FROM 'revertida'
UNION ALL
SELECT numero_nf FROM stg_nf_gone;

-- NFs that lose what hangs on them (movements, shipment items, separações, inconsistencies), but for these pedidos:
-- an NF that takes a number over keeps what that number did for the pedidos that it invoices itself.
CREATE TEMP VIEW stg_undone_nf AS
SELECT numero_nf, '{}'::text[] AS kept_pedidos FROM stg_cancelled_nf
UNION ALL
SELECT t.numero_nf, coalesce(array_agg(r.origem::text) FILTER (WHERE r.origem IS NOT NULL), '{}')
  FROM stg_taken_nf t JOIN stg_nf n ON n.move_id = t.move_id LEFT JOIN stg_nf_row r ON r.move_id = t.move_id
 WHERE n.state <> 'cancel'
 GROUP BY t.numero_nf;
