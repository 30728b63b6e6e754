-- Adds to total lots the products that they miss, with the lot's own data: that of its oldest row. As the application's
-- listeners do, status follows from the rest (PREVISAO stays), and payment is lacking where the pedido's terms say
-- ANTECIPADO, whatever people said of the lot. A row that is new was not printed yet. Returns the count. Not safe to repeat in a transaction.
WITH added AS (
    INSERT INTO separacao (separacao_lote_id, num_pedido, data_pedido, cnpj_cpf, raz_social_red, nome_cidade, cod_uf,
        cod_produto, nome_produto, qtd_saldo, valor_saldo, pallet, peso, rota, sub_rota, observ_ped_1, roteirizacao,
        expedicao, agendamento, agendamento_confirmado, protocolo, pedido_cliente, tipo_envio, sincronizado_nf, status,
        nf_cd, data_embarque, cidade_normalizada, uf_normalizada, codigo_ibge, separacao_impressa, cotacao_id, criado_em
        , falta_pagamento -- where separacao.falta_pagamento exists
        /* later columns of separacao, as in s: equipe_vendas local_cd tags_pedido */)
    SELECT s.separacao_lote_id, s.num_pedido, s.data_pedido, s.cnpj_cpf, s.raz_social_red, s.nome_cidade, s.cod_uf,
           r.cod_produto, coalesce(r.nome_produto, r.cod_produto), r.qtd, r.valor, r.pallet, r.peso, s.rota, s.sub_rota,
           s.observ_ped_1, s.roteirizacao, s.expedicao, s.agendamento, s.agendamento_confirmado, s.protocolo,
           s.pedido_cliente, s.tipo_envio, false,
           CASE WHEN s.status = 'PREVISAO' THEN s.status WHEN s.nf_cd THEN 'NF no CD' WHEN s.cotacao_id IS NULL THEN 'ABERTO'
                ELSE 'COTADO' END, s.nf_cd, s.data_embarque, s.cidade_normalizada,
           s.uf_normalizada, s.codigo_ibge, false, s.cotacao_id, now() AT TIME ZONE c.time_zone
           , s.falta_pagamento OR EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = s.num_pedido AND upper(p.cond_pgto_pedido) LIKE '%ANTECIPADO%' OFFSET 0) -- where separacao.falta_pagamento exists
           /* their values */
      FROM stg_recompose_row r CROSS JOIN LATERAL (SELECT * FROM separacao s WHERE s.id = r.like_id OFFSET 0) s
     CROSS JOIN stg_ciclo c
     WHERE r.id IS NULL
     ORDER BY r.like_id, r.cod_produto
    RETURNING separacao_lote_id
),
touched AS (
    INSERT INTO stg_touched_shipment (lote) SELECT DISTINCT separacao_lote_id FROM added WHERE separacao_lote_id <> ''
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'separacao', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_recompose_row WHERE id IS NULL) AS sent, (SELECT count(*) FROM added) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS separacoes_added FROM added
