-- Whether this role may write anything in the table $1 of its search path; not where there is none. Reads only.
SELECT CASE WHEN to_regclass($1::text) IS NULL THEN false
            ELSE has_table_privilege($1::text, 'INSERT, UPDATE, DELETE')
                 OR has_any_column_privilege($1::text, 'INSERT, UPDATE') END AS may_write
