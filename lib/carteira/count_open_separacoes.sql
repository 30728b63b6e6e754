-- How many open separações hold something. Reads all that are open. One column.
SELECT count(*) FROM stg_open_separacao WHERE qtd > 0
