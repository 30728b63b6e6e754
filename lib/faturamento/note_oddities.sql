-- Notes what is odd about NFs that this stage wrote: no CNPJ, no product code, no UF, lines that do not
-- add up. Returns how many texts were cut. Not safe to repeat in a transaction.
WITH written AS (
    SELECT n.* FROM stg_nf n WHERE EXISTS (SELECT 1 FROM stg_nf_touched t WHERE t.numero_nf = n.numero_nf)
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'CLIENTE_SEM_CNPJ', numero_nf, nome_cliente FROM written WHERE cnpj_cliente = ''
    UNION ALL
    SELECT 'UF_DESCONHECIDA', numero_nf, nome_cliente FROM written WHERE estado IS NULL
    UNION ALL
    SELECT 'NF_LINHAS_NAO_SOMAM', numero_nf, 'as linhas não somam o total da NF' FROM written WHERE lines_add_up IS FALSE
    UNION ALL
    SELECT DISTINCT 'PRODUTO_SEM_CODIGO', r.cod_produto, 'NF ' || r.numero_nf
      FROM stg_nf_row r JOIN written w ON w.move_id = r.move_id WHERE r.has_no_code
)
SELECT coalesce(sum(texts_cut), 0) AS texts_cut FROM written
