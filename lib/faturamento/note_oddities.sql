-- Notes what is odd about NFs that this stage wrote: no CNPJ, no product code, two products of one code, no UF, lines that do
-- not add up or are no goods. Returns how many texts were cut. Not safe to repeat in a transaction.
WITH written AS (
    SELECT n.* FROM stg_nf n WHERE (n.numero_nf IN (SELECT t.numero_nf FROM stg_nf_touched t)) IS TRUE
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'CLIENTE_SEM_CNPJ', numero_nf, nome_cliente FROM written WHERE cnpj_cliente = ''
    UNION ALL
    SELECT 'UF_DESCONHECIDA', w.numero_nf, w.nome_cliente FROM written w
     WHERE w.estado IS NULL
       AND NOT EXISTS (SELECT 1 FROM stg_move m JOIN stg_place p ON p.partner_id = m.partner_id WHERE m.id = w.move_id AND p.is_foreign)
    UNION ALL
    SELECT 'NF_LINHAS_NAO_SOMAM', numero_nf, 'as linhas não somam o total da NF' FROM written WHERE lines_add_up IS FALSE
    UNION ALL
    SELECT DISTINCT 'PRODUTO_SEM_CODIGO', r.cod_produto, 'NF ' || r.numero_nf
      FROM stg_nf_row r JOIN written w ON w.move_id = r.move_id WHERE r.has_no_code
    UNION ALL
    SELECT 'PRODUTOS_COM_UM_CODIGO', pc.cod_produto, 'product.product ' || string_agg(DISTINCT pc.id::text, ', ') || ', NF ' || w.numero_nf
      FROM written w JOIN stg_goods_line l ON l.move_id = w.move_id JOIN stg_product_code pc ON pc.id = l.product_id
     WHERE pc.cod_produto IN (SELECT cod_produto FROM stg_shared_code)
     GROUP BY w.numero_nf, pc.cod_produto HAVING count(DISTINCT pc.id) > 1
    UNION ALL
    -- An NF of nothing else has no rows here, and is reported when it is first read.
    SELECT 'NF_LINHA_SEM_MERCADORIA', n.numero_nf,
           count(*) || ' linha(s) sem produto, sem quantidade ou de adiantamento: account.move.line ' || min(l.id)
      FROM stg_nf n JOIN stg_other_line l ON l.move_id = n.move_id
     WHERE n.move_id IN (SELECT move_id FROM written) OR NOT EXISTS (SELECT 1 FROM stg_nf_row r WHERE r.move_id = n.move_id)
     GROUP BY n.numero_nf
)
SELECT coalesce(sum(texts_cut), 0) AS texts_cut FROM written
