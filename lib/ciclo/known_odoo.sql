-- What earlier cycles found out about this Odoo. $1 its database, $2 the user. One row or none. Reads only.
SELECT uid, coalesce(fields_key, '') AS fields_key, coalesce(fields::text, '{}') AS fields,
       coalesce(url, '') AS url, coalesce(first_url, '') AS first_url, coalesce(api, '') AS api
  FROM ciclo_odoo WHERE odoo_db = $1 AND odoo_username = $2
