-- Who else wrote what a cycle writes, in the names of the programs that did so before: since this program's first cycle,
-- and in the last 7 days. $1 text: the time zone of the application's times, which have none. One row for each author and
-- table: author, table_name, rows, last (local). Reads every row of three tables, and only reads.
WITH p (time_zone) AS (VALUES ($1::text)),
since (first) AS (
    SELECT greatest(min(e.started_at), now() - interval '7 days') AT TIME ZONE p.time_zone
      FROM ciclo_execucao e, p GROUP BY p.time_zone
),
written (table_name, author, at) AS (
    SELECT 'faturamento_produto', f.created_by, f.created_at FROM faturamento_produto f, since WHERE f.created_at > since.first
     UNION ALL
    SELECT 'faturamento_produto', f.updated_by, f.updated_at FROM faturamento_produto f, since WHERE f.updated_at > since.first
     UNION ALL
    SELECT 'carteira_principal', r.created_by, r.created_at FROM carteira_principal r, since WHERE r.created_at > since.first
     UNION ALL
    SELECT 'carteira_principal', r.updated_by, r.updated_at FROM carteira_principal r, since WHERE r.updated_at > since.first
     UNION ALL
    SELECT 'movimentacao_estoque', m.criado_por, m.criado_em FROM movimentacao_estoque m, since WHERE m.criado_em > since.first
     UNION ALL
    SELECT 'movimentacao_estoque', m.atualizado_por, m.atualizado_em FROM movimentacao_estoque m, since
     WHERE m.atualizado_em > since.first
)
SELECT author, table_name, count(*) AS rows, to_char(max(at), 'YYYY-MM-DD HH24:MI') AS last
  FROM written
 WHERE author IN ('Sistema Odoo', 'FaturamentoService', 'Sincronização Odoo', 'Sincronização Completa')
    OR author LIKE 'ProcessadorFaturamento - %'
 GROUP BY author, table_name
 ORDER BY max(at) DESC, author, table_name
