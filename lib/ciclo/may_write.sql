-- Whether this role may write anything in the table $1 of its search path. Reads only.
SELECT has_table_privilege($1::text, 'INSERT, UPDATE, DELETE')
       OR has_any_column_privilege($1::text, 'INSERT, UPDATE') AS may_write
