-- What the login returned. $1 id uuid, $2 Odoo's version, $3 clock offset in seconds (bigint; what an integer cannot hold
-- becomes the most that it can), $4 fingerprint of the reading.
UPDATE ciclo_execucao SET odoo_version = left($2::text, 40), odoo_offset_seconds = least(greatest($3::bigint, -2147483647), 2147483647)::integer,
       reading_fingerprint = $4::varchar
 WHERE id = $1::uuid
