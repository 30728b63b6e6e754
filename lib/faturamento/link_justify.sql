-- An NF that is not the whole of its lot asks people for a reason, product by product, once: motivo and classificacao
-- are left empty, which is what the application lists as pending. While nobody has acted on a row its quantities follow
-- the NF; an NF that covers its lot after all leaves 0 open, and the row is kept first. Locks in the order
-- of the ids. Returns counts. Safe to repeat.
WITH locked AS (
    SELECT j.id, to_jsonb(j) AS row, d.numero_nf IS NULL AND j.qtd_saldo <> 0 AS closes
      FROM faturamento_parcial_justificativa j
      JOIN stg_link l ON l.numero_nf = j.numero_nf AND l.pedido = j.num_pedido AND l.lote = j.separacao_lote_id
      CROSS JOIN stg_ciclo c
      LEFT JOIN stg_link_difference d ON d.numero_nf = l.numero_nf AND d.pedido = l.pedido AND d.cod_produto = j.cod_produto
     WHERE j.criado_por = c.author AND j.motivo_nao_faturamento = '' AND j.classificacao_saldo = ''
       AND j.acao_comercial IS NULL AND j.executado_por IS NULL
       AND (j.qtd_separada, j.qtd_faturada)
           IS DISTINCT FROM (coalesce(d.separada, j.qtd_separada), coalesce(d.faturada, j.qtd_separada))
     ORDER BY j.id FOR NO KEY UPDATE OF j
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'faturamento_parcial_justificativa', l.id, l.row, 'NF fatura o lote inteiro', c.execution, now()
      FROM locked l CROSS JOIN stg_ciclo c WHERE l.closes
),
updated AS (
    UPDATE faturamento_parcial_justificativa j
       SET (qtd_separada, qtd_faturada, qtd_saldo) = (
               SELECT coalesce(max(d.separada), j.qtd_separada), coalesce(max(d.faturada), j.qtd_separada),
                      coalesce(max(d.separada - d.faturada), 0)
                 FROM stg_link_difference d
                WHERE d.numero_nf = j.numero_nf AND d.pedido = j.num_pedido AND d.cod_produto = j.cod_produto)
     WHERE j.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING 1
),
missing AS MATERIALIZED (
    SELECT d.* FROM stg_link_difference d
     WHERE NOT EXISTS (SELECT 1 FROM faturamento_parcial_justificativa j
                        WHERE j.numero_nf = d.numero_nf AND j.num_pedido = d.pedido AND j.cod_produto = d.cod_produto
                          AND j.separacao_lote_id = d.lote)
),
inserted AS (
    INSERT INTO faturamento_parcial_justificativa (separacao_lote_id, num_pedido, cod_produto, numero_nf, qtd_separada,
        qtd_faturada, qtd_saldo, motivo_nao_faturamento, descricao_detalhada, classificacao_saldo, criado_em, criado_por)
    SELECT d.lote, d.pedido, d.cod_produto, d.numero_nf, d.separada, d.faturada, d.separada - d.faturada, '',
           'NF e separação diferem; semelhança ' || round(d.score, 2), '', now() AT TIME ZONE c.time_zone, c.author
      FROM missing d CROSS JOIN stg_ciclo c
     ORDER BY d.numero_nf, d.pedido, d.cod_produto
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'faturamento_parcial_justificativa', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) + (SELECT count(*) FROM missing) AS sent,
                   (SELECT count(*) FROM updated) + (SELECT count(*) FROM inserted) AS written) n
     WHERE n.written < n.sent
)
SELECT (SELECT count(*) FROM inserted) AS justificativas_inserted, (SELECT count(*) FROM updated) AS justificativas_updated
