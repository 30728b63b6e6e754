-- Open separações of the pedidos looked at (collect_headers.sql) take equipe_vendas from the carteira: from active rows
-- first, then the newest. One that the carteira does not know leaves what is there. After update_separacoes.sql. Locks what
-- it changes, in the order of the ids. Returns the count. Safe to repeat.
-- Only where separacao.equipe_vendas exists.
WITH locked AS (
    SELECT s.id, t.equipe_vendas
      FROM stg_header h
     CROSS JOIN LATERAL (SELECT p.equipe_vendas FROM carteira_principal p
                          WHERE p.num_pedido = h.num_pedido AND p.equipe_vendas IS NOT NULL
                          ORDER BY (p.ativo IS NOT FALSE) DESC, p.odoo_write_date DESC NULLS LAST, p.id DESC LIMIT 1) t
     CROSS JOIN stg_ciclo c
      JOIN separacao s ON s.num_pedido = h.num_pedido
     WHERE s.num_pedido = ANY (ARRAY(SELECT num_pedido FROM stg_header))
       AND s.sincronizado_nf IS NOT TRUE AND (s.numero_nf IS NULL OR s.numero_nf = '')
       AND s.status IN ('PREVISAO', 'ABERTO', 'COTADO') AND s.num_pedido LIKE ANY (c.pedido_patterns)
       AND s.equipe_vendas IS DISTINCT FROM t.equipe_vendas
     ORDER BY s.id FOR NO KEY UPDATE OF s
),
updated AS (
    UPDATE separacao s SET equipe_vendas = l.equipe_vendas FROM locked l
     WHERE s.id = l.id AND s.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING 1
)
SELECT count(*) AS teams_followed FROM updated
