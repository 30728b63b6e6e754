-- Inserts the rows that the target does not have, wholly invoiced ones too. What has left the backlog already (a cancelled
-- pedido, a line without quantity) never enters. A live row takes its client's forma_agendamento at once, also the ODOO that
-- store_contacts.sql will write; follow_contacts.sql has the last word. Rows that do not come to stand are an AVISO. Returns
-- the count. Safe to repeat.
WITH missing AS MATERIALIZED (
    SELECT w.* FROM stg_wanted w
     WHERE w.ativo
       AND NOT EXISTS (SELECT 1 FROM carteira_principal r
                        WHERE r.num_pedido = w.num_pedido AND r.cod_produto = w.cod_produto OFFSET 0)
),
contact AS MATERIALIZED (  -- as in collect_formas.sql
    SELECT DISTINCT ON (btrim(cnpj)) btrim(cnpj) AS cnpj, forma FROM contatos_agendamento
     WHERE btrim(cnpj) <> '' AND btrim(forma) <> ''
     ORDER BY btrim(cnpj), (upper(btrim(forma)) = 'ODOO'), id
),
may AS (
    SELECT bool_and(has_any_column_privilege('contatos_agendamento', r.name)) AS store
      FROM (VALUES ('INSERT'), ('UPDATE')) r (name)
),
inserted AS (
    INSERT INTO carteira_principal (num_pedido, cod_produto, $(owned: ?), ativo, forma_agendamento,
                                    ultima_sync, created_at, updated_at, created_by, updated_by
                                    /* later columns of carteira_principal */)
    SELECT w.num_pedido, w.cod_produto, $(owned: w.?), w.ativo,
           CASE WHEN w.qtd_saldo_produto_pedido = 0 OR btrim(w.cnpj_cpf) = '' THEN NULL
                WHEN (lower(btrim(w.cliente_nec_agendamento)) = 'sim' AND m.store) IS NOT TRUE THEN f.forma
                WHEN upper(btrim(f.forma)) <> 'SEM AGENDAMENTO' THEN f.forma ELSE 'ODOO' END,
           now() AT TIME ZONE c.time_zone, now() AT TIME ZONE c.time_zone, now() AT TIME ZONE c.time_zone, c.author, c.author
           /* their values */
      FROM missing w CROSS JOIN stg_ciclo c CROSS JOIN may m LEFT JOIN contact f ON f.cnpj = btrim(w.cnpj_cpf)
     ORDER BY w.num_pedido, w.cod_produto
        ON CONFLICT (num_pedido, cod_produto) DO NOTHING
    RETURNING num_pedido
),
noted AS (
    INSERT INTO stg_saldo_changed (num_pedido, entered, entered_as_new)
    SELECT i.num_pedido, i.rows,
           NOT h.remembered AND NOT EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = i.num_pedido OFFSET 0)
      FROM (SELECT num_pedido, count(*) AS rows FROM inserted GROUP BY num_pedido) i JOIN stg_pedido h ON h.num_pedido = i.num_pedido
        ON CONFLICT (num_pedido) DO UPDATE SET (entered, entered_as_new) = (excluded.entered, excluded.entered_as_new)
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'carteira_principal', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM missing) AS sent, (SELECT count(*) FROM inserted) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS inserted FROM inserted
