-- Remembers what is known about this Odoo. $1 its database, $2 the user, $3 its id, $4 what the fields are good for, $5 jsonb: the
-- fields, $6 its address, $7 the address under which the same Odoo was first read, $8 the API in use. It is the one that was
-- read last, whatever other users and databases were: their addresses count no more. Returns nothing. Safe to repeat.
WITH others AS (
    UPDATE ciclo_odoo SET url = CASE WHEN odoo_db = $1 THEN $6 END
     WHERE (odoo_db, odoo_username) <> ($1, $2) AND url IS DISTINCT FROM CASE WHEN odoo_db = $1 THEN $6 END
)
INSERT INTO ciclo_odoo AS k (odoo_db, odoo_username, uid, fields_key, fields, url, first_url, api)
VALUES ($1, $2, $3::bigint, $4, $5::jsonb, $6, $7, $8)
    ON CONFLICT (odoo_db, odoo_username)
    DO UPDATE SET uid = excluded.uid, fields_key = excluded.fields_key, fields = excluded.fields,
                  url = excluded.url, first_url = excluded.first_url, api = excluded.api
