-- Open separações of the pedidos looked at (collect_headers.sql) take equipe_vendas and tags_pedido from the carteira: from
-- active rows first, then the newest. An equipe that the carteira does not know leaves what is there, and so do tags where no
-- row is active. After update_separacoes.sql. Locks what it changes, in the order of the ids. Returns the count. Safe to
-- repeat.
WITH locked AS (
    SELECT s.id, t.has_active
           , t.equipe_vendas -- where separacao.equipe_vendas exists
           , t.tags_pedido -- where separacao.tags_pedido and carteira_principal.tags_pedido exist
      FROM stg_header h
     CROSS JOIN LATERAL (
            SELECT bool_or(p.ativo IS NOT FALSE) AS has_active
                   , (array_agg(p.equipe_vendas ORDER BY (p.ativo IS NOT FALSE) DESC, p.odoo_write_date DESC NULLS LAST, p.id DESC) FILTER (WHERE p.equipe_vendas IS NOT NULL))[1] AS equipe_vendas -- where separacao.equipe_vendas exists
                   , (array_agg(p.tags_pedido ORDER BY (p.ativo IS NOT FALSE) DESC, p.odoo_write_date DESC NULLS LAST, p.id DESC))[1] AS tags_pedido -- where separacao.tags_pedido and carteira_principal.tags_pedido exist
              FROM (SELECT * FROM carteira_principal p WHERE p.num_pedido = h.num_pedido OFFSET 0) p
           ) t
     CROSS JOIN stg_ciclo c
      JOIN separacao s ON s.num_pedido = h.num_pedido
     WHERE s.num_pedido = ANY (ARRAY(SELECT num_pedido FROM stg_header))
       AND s.sincronizado_nf IS NOT TRUE AND (s.numero_nf IS NULL OR s.numero_nf = '')
       AND s.status IN ('PREVISAO', 'ABERTO', 'COTADO') AND s.num_pedido LIKE ANY (c.pedido_patterns)
       AND (false
            OR s.equipe_vendas IS DISTINCT FROM coalesce(t.equipe_vendas, s.equipe_vendas) -- where separacao.equipe_vendas exists
            OR t.has_active AND s.tags_pedido IS DISTINCT FROM t.tags_pedido -- where separacao.tags_pedido and carteira_principal.tags_pedido exist
           )
     ORDER BY s.id FOR NO KEY UPDATE OF s
),
updated AS (
    UPDATE separacao s
       SET
           equipe_vendas = coalesce(l.equipe_vendas, s.equipe_vendas) -- where separacao.equipe_vendas exists
           , tags_pedido = CASE WHEN l.has_active THEN l.tags_pedido ELSE s.tags_pedido END -- where separacao.tags_pedido and carteira_principal.tags_pedido exist
      FROM locked l
     WHERE s.id = l.id AND s.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'separacao', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM updated) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS marks_followed FROM updated
