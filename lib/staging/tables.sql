-- The session-temporary tables of one cycle: what Odoo answered, typed, before any rule is applied.
-- Made one by one when a statement names them; it locks nothing and leaves nothing behind.

-- One row: what every statement of the cycle needs to know. Filled once by parameters.sql.
CREATE TEMP TABLE stg_ciclo (
    execution uuid NOT NULL,
    author varchar(100) NOT NULL,     -- for created_by and updated_by
    time_zone text NOT NULL,          -- of the application's local times
    pedido_patterns text[] NOT NULL,  -- LIKE patterns of the pedidos that come from Odoo
    tipos text[] NOT NULL,            -- sale and NF kinds inside the filters
    excluded_companies bigint[] NOT NULL,
    horizon timestamp NOT NULL,       -- UTC: unknown NFs created before it are history
    pedidos_since timestamp,          -- UTC: unknown pedidos created before it never enter; NULL: all do
    pedidos text[] NOT NULL,          -- asked for by name, '{}' unless this is a cycle of a selection
    nfs text[] NOT NULL,              -- asked for by number, likewise
    no_stock_products text[] NOT NULL, -- codes of products whose NFs move no stock
    scope text[],                     -- the pedidos that a cycle of a selection may write; NULL: all
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row) -- a second row would double what every statement writes
);

CREATE TEMP TABLE stg_move (
    id bigint PRIMARY KEY, name text, state text, move_type text, company_id bigint, partner_id bigint,
    invoice_origin text, date date, invoice_date date, create_date timestamp, write_date timestamp,
    invoice_user_id bigint, invoice_incoterm_id bigint, team_id bigint, invoice_partner_display_name text,
    numero_nf text, tipo_pedido text, cnpj text, line_ids bigint[], amount_untaxed numeric, amount_total numeric,
    -- invoice_origin as names are compared, for people type it too: without blanks and commas around it.
    origin text GENERATED ALWAYS AS (nullif(btrim(invoice_origin, E' ,\t\n\r\f\v' || chr(160)), '')) STORED
);
CREATE TEMP TABLE stg_outside_move (id bigint PRIMARY KEY, move_type text, company_id bigint, tipo_pedido text, numero_nf text);
-- Credit notes and their lines. numero_nf and produtos: of one whose NF is here and that was not reported before.
CREATE TEMP TABLE stg_return (id bigint PRIMARY KEY, reversed_entry_id bigint, numero_nf varchar(20), produtos jsonb);
CREATE TEMP TABLE stg_return_line (id bigint PRIMARY KEY, move_id bigint, product_id bigint, quantity numeric);
CREATE TEMP TABLE stg_move_line (
    id bigint PRIMARY KEY, move_id bigint, product_id bigint, quantity numeric, price_unit numeric,
    price_total numeric, price_subtotal numeric, total_nfe numeric, display_type text, sale_line_ids bigint[],
    is_downpayment text, -- 'Sim' or 'Não'; NULL where Odoo has no such field
    -- wanted_uom_id: the unit that its pedido has the product in, where it is another; ratio: what the quantity is multiplied
    -- with then, NULL where the two cannot be compared (line_units.sql).
    uom_id bigint, wanted_uom_id bigint, ratio numeric
);
-- Both without a key: an invoice line of two pedidos may come twice, once with each.
CREATE TEMP TABLE stg_needed_line (
    id bigint NOT NULL, move_id bigint, quantity numeric, sale_line_ids bigint[], move_type text, state text);
CREATE TEMP TABLE stg_apart_line (id bigint NOT NULL, move_id bigint, quantity numeric, sale_line_ids bigint[], move_type text);
CREATE TEMP TABLE stg_order (
    id bigint PRIMARY KEY, name text, state text, company_id bigint, partner_id bigint, partner_shipping_id bigint,
    user_id bigint, team_id bigint, create_date timestamp, write_date timestamp, date_order timestamp,
    commitment_date timestamp, payment_term_id bigint, payment_provider_id bigint, incoterm_id bigint,
    carrier_id bigint, picking_note text, tipo_pedido text, pedido_compra text, tag_ids bigint[], line_ids bigint[], amount_untaxed numeric
);
CREATE TEMP TABLE stg_order_line (
    id bigint PRIMARY KEY, order_id bigint, product_id bigint, uom_id bigint, quantity numeric,
    qty_invoiced numeric, qty_saldo numeric, qty_cancelado numeric, price_unit numeric, price_subtotal numeric,
    display_type text, is_downpayment text,
    wanted_uom_id bigint, ratio numeric -- as of stg_move_line: the unit of the pedido's first line of the product
);
CREATE TEMP TABLE stg_sweep (
    id bigint PRIMARY KEY, name text, state text, write_date timestamp, company_id bigint, tipo_pedido text
);
-- What Odoo lists as changed lately. Without keys: a list that did not add up is read again.
CREATE TEMP TABLE stg_order_stamp (id bigint NOT NULL, write_date timestamp);
CREATE TEMP TABLE stg_line_stamp (id bigint NOT NULL, order_id bigint, write_date timestamp);
CREATE TEMP TABLE stg_move_stamp (id bigint NOT NULL, write_date timestamp, move_type text, tipo_pedido text, company_id bigint);
CREATE TEMP TABLE stg_partner_stamp (id bigint NOT NULL, write_date timestamp);
-- Of that what is not remembered as read, or was read too soon after it was written (note_changed.sql). order_id: of a line.
CREATE TEMP TABLE stg_changed (model text NOT NULL, id bigint NOT NULL, write_date timestamp, order_id bigint);
CREATE INDEX stg_order_by_name ON stg_order (name);
CREATE INDEX stg_sweep_by_name ON stg_sweep (name);
CREATE TEMP TABLE stg_order_name (id bigint PRIMARY KEY, name text, create_date timestamp);
CREATE INDEX stg_order_name_by_name ON stg_order_name (name);
CREATE TEMP TABLE stg_sale_line (id bigint PRIMARY KEY, order_id bigint, uom_id bigint);
CREATE TEMP TABLE stg_partner (
    id bigint PRIMARY KEY, name text, parent_id bigint, commercial_id bigint, cnpj text, cpf text, razao_social text, municipio_id bigint, state_id bigint,
    user_id bigint, zip text, street text, phone text, bairro text, numero text, agendamento text
);
CREATE TEMP TABLE stg_product (
    id bigint PRIMARY KEY, name text, default_code text, weight numeric, gross_weight numeric, category_id bigint
);
CREATE TEMP TABLE stg_category (id bigint PRIMARY KEY, name text, parent_id bigint);
CREATE TEMP TABLE stg_carrier (id bigint PRIMARY KEY, name text, partner_id bigint);
CREATE TEMP TABLE stg_municipio (id bigint PRIMARY KEY, name text, state_id bigint);
CREATE TEMP TABLE stg_state (id bigint PRIMARY KEY, name text, code text, country_id bigint);
CREATE TEMP TABLE stg_country (id bigint PRIMARY KEY, name text, code text);
CREATE TEMP TABLE stg_incoterm (id bigint PRIMARY KEY, name text, code text);
CREATE TEMP TABLE stg_user (id bigint PRIMARY KEY, name text);
CREATE TEMP TABLE stg_team (id bigint PRIMARY KEY, name text);
CREATE TEMP TABLE stg_tag (id bigint PRIMARY KEY, name text, color numeric);
CREATE TEMP VIEW stg_order_tag AS SELECT o.id AS order_id, t.id AS tag_id, t.place FROM stg_order o, unnest(o.tag_ids) WITH ORDINALITY t (id, place);
CREATE TEMP TABLE stg_payment_term (id bigint PRIMARY KEY, name text);
CREATE TEMP TABLE stg_uom (id bigint PRIMARY KEY, name text, factor numeric, category_id bigint, path text);
CREATE TEMP TABLE stg_payment_provider (id bigint PRIMARY KEY, name text);

-- Ids that were requested and did not come back: deleted in Odoo, or hidden from our user. Never requested twice.
CREATE TEMP TABLE stg_absent (table_name text NOT NULL, id bigint NOT NULL, PRIMARY KEY (table_name, id));

-- Optional models whose records this user may not read, known once Odoo has refused one; columns: what of the application
-- comes from them. Every requested id of theirs is absent.
CREATE TEMP TABLE stg_closed (table_name text PRIMARY KEY, model text NOT NULL, columns text NOT NULL);

-- The models that others refer to, by the staging table that holds their records, as messages name them.
CREATE TEMP VIEW stg_model_name AS
SELECT table_name, model
  FROM (VALUES ('stg_user', 'res.users'), ('stg_team', 'crm.team'), ('stg_tag', 'crm.tag'), ('stg_payment_term', 'account.payment.term'),
               ('stg_payment_provider', 'payment.provider'), ('stg_carrier', 'delivery.carrier'),
               ('stg_uom', 'uom.uom'), ('stg_category', 'product.category'), ('stg_state', 'res.country.state'),
               ('stg_country', 'res.country'),
               ('stg_municipio', 'res.municipio'), ('stg_incoterm', 'account.incoterms')) m (table_name, model);

-- Records that cannot be taken over, by the NF or pedido that they belong to. Persisted as ciclo_rejeito. remedy: what a
-- person can do, where that is not to correct the record (report/rejects_text.cpp has the words).
CREATE TEMP TABLE stg_reject (model text NOT NULL, id bigint NOT NULL, reason text NOT NULL, remedy varchar(40));

-- Events of level AVISO that the cycle reports. Written only inside the stages' transactions, so that each is its own
-- stage's also in a dry run.
CREATE TEMP TABLE stg_notice (kind text NOT NULL, subject text NOT NULL, detail text);

-- Pedidos whose NFs this cycle read: their saldo is computed again.
CREATE TEMP TABLE stg_affected (num_pedido varchar(50) PRIMARY KEY);

-- Lots of which separações changed, and shipments of which an item did, in this transaction: their items and totals follow
-- (embarques). One of the two may be NULL.
CREATE TEMP TABLE stg_touched_shipment (lote varchar(50), embarque_id integer);
-- Complete shipments that lack a freight for a client, as they were newly found in this transaction (embarques). cnpj:
-- digits.
CREATE TEMP TABLE stg_embarque_sem_frete (
    embarque_id integer NOT NULL, numero integer, cnpj varchar(14) NOT NULL, cnpj_cliente varchar(20) NOT NULL,
    notas_fiscais text NOT NULL
);

-- Names that pedidos had before, with the one under which they are remembered now.
CREATE TEMP VIEW stg_former_name AS
SELECT k.order_id, k.num_pedido, f.name AS former FROM ciclo_pedido k CROSS JOIN LATERAL unnest(k.former_names) f (name)
 WHERE k.former_names IS NOT NULL;  -- its index has few

-- The names under which a sale.order is known here: its own, and those that it had and that nobody has taken since.
CREATE TEMP VIEW stg_known_name AS
SELECT k.order_id, k.num_pedido AS name FROM ciclo_pedido k
UNION ALL
SELECT f.order_id, f.former FROM stg_former_name f
 WHERE NOT EXISTS (SELECT 1 FROM ciclo_pedido k WHERE k.num_pedido = f.former);

-- A name as people compare it: accents, case and outer spaces ignored. With both cases, since lower() leaves accented
-- letters alone under some collations.
CREATE FUNCTION pg_temp.plain(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT translate(lower(btrim(name)),
                     'áàâãäéèêëíìîïóòôõöúùûüçñÁÀÂÃÄÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑ',
                     'aaaaaeeeeiiiiooooouuuucnaaaaaeeeeiiiiooooouuuucn')
$$;

-- A code or a name that people typed, without blanks around it; NULL for nothing but blanks.
CREATE FUNCTION pg_temp.word(typed text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT nullif(btrim(typed, E' \t\n\r\f\v' || chr(160)), '')
$$;

-- Brazil's 27 units, by name without accents and case: the last resort where a state's code cannot be read.
CREATE TEMP TABLE stg_uf (name text PRIMARY KEY, uf text NOT NULL);
INSERT INTO stg_uf VALUES
    ('acre', 'AC'), ('alagoas', 'AL'), ('amapa', 'AP'), ('amazonas', 'AM'), ('bahia', 'BA'), ('ceara', 'CE'),
    ('distrito federal', 'DF'), ('espirito santo', 'ES'), ('goias', 'GO'), ('maranhao', 'MA'),
    ('mato grosso', 'MT'), ('mato grosso do sul', 'MS'), ('minas gerais', 'MG'), ('para', 'PA'),
    ('paraiba', 'PB'), ('parana', 'PR'), ('pernambuco', 'PE'), ('piaui', 'PI'), ('rio de janeiro', 'RJ'),
    ('rio grande do norte', 'RN'), ('rio grande do sul', 'RS'), ('rondonia', 'RO'), ('roraima', 'RR'),
    ('santa catarina', 'SC'), ('sao paulo', 'SP'), ('sergipe', 'SE'), ('tocantins', 'TO');
ANALYZE stg_uf;

-- States that are not Brazilian beyond doubt, by code and name: their country is looked up, that of the others is not.
CREATE TEMP VIEW stg_doubtful_state AS
SELECT s.* FROM stg_state s
 WHERE NOT EXISTS (SELECT 1 FROM stg_uf u
                    WHERE u.uf = upper(btrim(s.code))
                      AND u.name = pg_temp.plain(regexp_replace(s.name, ' \([A-Za-z]{2}\)$', '')));

-- Partners that have no name or no CNPJ of their own: Odoo shows the parent's name, and companies have the CNPJ.
CREATE TEMP VIEW stg_lacking_partner AS
SELECT id, CASE WHEN name IS NULL THEN parent_id END AS parent_id,
       CASE WHEN pg_temp.word(cnpj) IS NULL THEN nullif(commercial_id, id) END AS commercial_id
  FROM stg_partner;

-- Partners under the name that Odoo shows, with the CNPJ of their company, else a CPF.
CREATE TEMP VIEW stg_person AS
SELECT p.id, coalesce(p.name, o.name) AS name,
       coalesce(pg_temp.word(p.cnpj), pg_temp.word(c.cnpj), pg_temp.word(p.cpf), pg_temp.word(c.cpf)) AS cnpj,
       p.razao_social, p.municipio_id, p.state_id, p.user_id, p.zip, p.street, p.phone, p.bairro, p.numero, p.agendamento
  FROM stg_partner p
  JOIN stg_lacking_partner l ON l.id = p.id
  LEFT JOIN stg_partner o ON o.id = l.parent_id
  LEFT JOIN stg_partner c ON c.id = l.commercial_id;

-- City and UF of a partner. The UF is the code of the municipio's state, else of the partner's own state, else the "(UF)"
-- behind the city's name, else the state's whole name; the code of another country's state is not a UF (Pennsylvania's 'PA'
-- is not Para). Unknown stays NULL: never a guess. is_foreign: a state is another country's.
CREATE TEMP VIEW stg_place AS
SELECT p.id AS partner_id,
       nullif(btrim(regexp_replace(m.name, ' \([A-Za-z]{2}\)$', '')), '') AS city,
       coalesce(by_city_code.uf, by_own_code.uf, by_suffix.uf, by_city_state.uf, by_own_state.uf) AS uf,
       coalesce(cc.code <> 'BR', false) OR coalesce(oc.code <> 'BR', false) AS is_foreign
  FROM stg_partner p
  LEFT JOIN stg_municipio m ON m.id = p.municipio_id
  LEFT JOIN stg_state cs ON cs.id = m.state_id
  LEFT JOIN stg_state os ON os.id = p.state_id
  LEFT JOIN stg_doubtful_state cd ON cd.id = m.state_id
  LEFT JOIN stg_doubtful_state od ON od.id = p.state_id
  LEFT JOIN stg_country cc ON cc.id = cd.country_id
  LEFT JOIN stg_country oc ON oc.id = od.country_id
  LEFT JOIN stg_uf by_city_code ON by_city_code.uf = upper(btrim(cs.code)) AND coalesce(cc.code, 'BR') = 'BR'
  LEFT JOIN stg_uf by_own_code ON by_own_code.uf = upper(btrim(os.code)) AND coalesce(oc.code, 'BR') = 'BR'
  LEFT JOIN stg_uf by_suffix ON by_suffix.uf = upper(substring(m.name from ' \(([A-Za-z]{2})\)$')) AND coalesce(cc.code, 'BR') = 'BR'
  LEFT JOIN stg_uf by_city_state ON by_city_state.name = pg_temp.plain(regexp_replace(cs.name, ' \([A-Za-z]{2}\)$', ''))
       AND coalesce(cc.code, 'BR') = 'BR'
  LEFT JOIN stg_uf by_own_state ON by_own_state.name = pg_temp.plain(regexp_replace(os.name, ' \([A-Za-z]{2}\)$', ''))
       AND coalesce(oc.code, 'BR') = 'BR';

-- Incoterm codes: the code field, else the code in brackets at the start of the name.
CREATE TEMP VIEW stg_incoterm_code AS
SELECT id, coalesce(code, substring(name from '^\[([^]]+)\]')) AS code FROM stg_incoterm;

-- Product codes: a product without one keeps its quantity under a code that no other product can have.
CREATE TEMP VIEW stg_product_code AS
SELECT id, left(coalesce(code, 'ODOO-' || id), 50) AS cod_produto, code IS NULL AS has_no_code,
       name, coalesce(nullif(gross_weight, 0), weight, 0) AS unit_weight, category_id
  FROM (SELECT p.*, pg_temp.word(p.default_code) AS code FROM stg_product p) p;

-- Codes that several of the products have.
CREATE TEMP VIEW stg_shared_code AS
SELECT cod_produto FROM stg_product_code GROUP BY cod_produto HAVING count(*) > 1;

-- How many of the unit `wanted` one of the unit `given` is; NULL where they cannot be compared. Until Odoo 18 (which has
-- categories) factor says how many of a unit make one reference unit of its category, from 19 on how many reference units
-- one of it is, and units belong together whose path begins alike.
CREATE FUNCTION pg_temp.unit_ratio(given bigint, wanted bigint) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN g.category_id = w.category_id THEN w.factor / nullif(g.factor, 0)
                WHEN split_part(g.path, '/', 1) = split_part(w.path, '/', 1) THEN g.factor / nullif(w.factor, 0) END
      FROM stg_uom g, stg_uom w WHERE g.id = given AND w.id = wanted
$$;

-- Lines of pedidos that stand for goods: no notes and sections, and no down payments.
CREATE TEMP VIEW stg_product_line AS
SELECT * FROM stg_order_line
 WHERE product_id IS NOT NULL AND display_type IS NULL AND is_downpayment IS DISTINCT FROM 'Sim';

-- Whether a stage had no good run of a whole cycle before this one: such a run emits no event of what it did.
CREATE TEMP VIEW stg_first_run AS
SELECT s.stage, c.scope IS NULL AND NOT EXISTS (SELECT 1 FROM ciclo_etapa e
                                                 WHERE e.stage = s.stage AND e.outcome = 'ok' AND e.read_to IS NOT NULL
                                                   AND e.execution <> c.execution) AS is_first
  FROM (VALUES ('faturamento'), ('carteira')) s (stage) CROSS JOIN stg_ciclo c;
