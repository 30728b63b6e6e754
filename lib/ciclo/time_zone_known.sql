-- Whether the server knows the time zone $1.
SELECT EXISTS (SELECT 1 FROM pg_timezone_names WHERE name = $1::text) AS known
