-- Session-temporary tables of the deliveries, made one by one when a statement names them.

-- The day that is so many working days (Monday to Friday, no holidays) after a day; one that begins on a weekend begins on
-- the Monday after it.
CREATE FUNCTION pg_temp.working_days_after(start date, days integer) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT m.monday_to_friday + days + 2 * ((extract(isodow FROM m.monday_to_friday)::integer - 1 + days) / 5)
      FROM (SELECT start + greatest(8 - extract(isodow FROM start)::integer, 0) * (extract(isodow FROM start) > 5)::integer) m (monday_to_friday)
$$;

-- A day as people type it into a shipment item, 'dd/mm/aaaa'; NULL for anything else.
CREATE FUNCTION pg_temp.typed_day(typed text) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p.day BETWEEN 1 AND 31 AND p.month BETWEEN 1 AND 12 AND p.year > 0
                 AND p.day <= extract(day FROM make_date(p.year, p.month, 1) + interval '1 month - 1 day')
                THEN make_date(p.year, p.month, p.day) END
      FROM (SELECT m[1]::integer AS day, m[2]::integer AS month, m[3]::integer AS year
              FROM regexp_match(typed, '^\s*(\d{1,2})/(\d{1,2})/(\d{4})\s*$') m) p
$$;

-- NFs whose delivery is looked at in this cycle. kind: make (insert it where it is missing), follow (only where it is
-- there) or cancel.
CREATE TEMP TABLE stg_delivery (numero_nf varchar(20) PRIMARY KEY, kind text NOT NULL);

-- What their deliveries should say, but for the cancelled ones, in the application's types. item: of the last shipment
-- whose item carries the NF; NULL where none does, and then all that comes from it.
CREATE TEMP TABLE stg_wanted_delivery (
    numero_nf varchar(20) PRIMARY KEY, kind text NOT NULL, delivery_id integer, cliente varchar(255) NOT NULL,
    cnpj_cliente varchar(20), municipio varchar(100), uf varchar(2), valor_nf double precision, data_faturamento date,
    vendedor varchar(100), is_fob boolean NOT NULL, item integer, transportadora varchar(255), data_embarque date,
    data_prevista_embarque date, lead_time integer, agenda date, protocolo varchar(100), confirmed boolean NOT NULL, lote varchar(50)
);
