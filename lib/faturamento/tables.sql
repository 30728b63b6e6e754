-- Session-temporary tables of the faturamento stage. A script; run once a session, after staging's tables.

-- NFs whose lines are read: known here, young enough to be new, or needed for a pedido's saldo.
CREATE TEMP TABLE stg_selected_move (id bigint PRIMARY KEY);

-- One row per NF that can be taken over, in the application's types.
CREATE TEMP TABLE stg_nf (
    move_id bigint PRIMARY KEY, numero_nf varchar(20) NOT NULL UNIQUE, state text NOT NULL, status_nf varchar(20) NOT NULL,
    data_fatura date NOT NULL, cnpj_cliente varchar(20) NOT NULL, nome_cliente varchar(255) NOT NULL,
    municipio varchar(100), estado varchar(2), vendedor varchar(100), equipe_vendas varchar(100),
    incoterm varchar(20), invoice_origin text,
    situation text,            -- nova, conhecida, cancelada, reativada: against the application's rows
    historic boolean NOT NULL DEFAULT false,
    corrected boolean NOT NULL DEFAULT false, -- posted, known, and other products, quantities or values than here
    texts_cut integer NOT NULL -- values that were longer than their column
);
-- One row per NF, product and origem, summed and rounded once, as the columns round.
CREATE TEMP TABLE stg_nf_row (
    row_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, move_id bigint NOT NULL, numero_nf varchar(20) NOT NULL,
    cod_produto varchar(50) NOT NULL, origem varchar(20), nome_produto varchar(200) NOT NULL,
    qtd numeric NOT NULL, preco numeric NOT NULL, valor numeric NOT NULL, peso_unitario numeric, peso_total numeric,
    has_no_code boolean NOT NULL
);
-- Which row of the application each of them becomes.
CREATE TEMP TABLE stg_nf_match (row_id bigint PRIMARY KEY, id integer NOT NULL UNIQUE);
-- What this stage changed, for the saldos.
CREATE TEMP TABLE stg_nf_touched (numero_nf varchar(20), origem varchar(20));

-- Names that exactly one pedido of Odoo bears at present.
CREATE TEMP VIEW stg_unique_order_name AS
SELECT name FROM stg_order_name WHERE name IS NOT NULL GROUP BY name HAVING count(*) = 1;

-- The pedido that each NF line was sold by: the NF's origin when it is the name of exactly one pedido, else the
-- pedido of the line's first sale line, else the text of an origin that holds a single name, else none.
CREATE TEMP VIEW stg_line_origem AS
SELECT l.id, left(coalesce(u.name, by_line.name, CASE WHEN position(',' IN m.invoice_origin) = 0 THEN m.invoice_origin END),
                  20) AS origem
  FROM stg_move_line l
  JOIN stg_move m ON m.id = l.move_id
  LEFT JOIN stg_unique_order_name u ON u.name = m.invoice_origin
  LEFT JOIN LATERAL (
        SELECT n.name FROM unnest(l.sale_line_ids) s (id)
          JOIN stg_sale_line sl ON sl.id = s.id
          JOIN stg_order_name n ON n.id = sl.order_id
         ORDER BY s.id LIMIT 1
       ) by_line ON u.name IS NULL;
