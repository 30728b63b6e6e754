-- The single names that NFs which were read give as their origin: what origin_names.sql asks for, most often. One column: names.
SELECT DISTINCT origin FROM stg_move WHERE origin IS NOT NULL AND position(',' IN origin) = 0 ORDER BY 1
