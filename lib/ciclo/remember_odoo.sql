-- Remembers what is known about this Odoo. $1 its database, $2 the user, $3 its id, $4 what the fields are good for, $5 jsonb: the
-- fields, $6 its address, $7 the address under which the same Odoo was first read, $8 the API in use. Returns nothing. Safe to repeat.
INSERT INTO ciclo_odoo AS k (odoo_db, odoo_username, uid, fields_key, fields, url, first_url, api)
VALUES ($1, $2, $3::bigint, $4, $5::jsonb, $6, $7, $8)
    ON CONFLICT (odoo_db, odoo_username)
    DO UPDATE SET uid = excluded.uid, fields_key = excluded.fields_key, fields = excluded.fields,
                  url = excluded.url, first_url = excluded.first_url, api = excluded.api
