-- Notes the pedidos with live rows (active, where NULL means so, and with a saldo) and the write_dates that these remember,
-- in a cycle of a selection those of it, before any is requested: what others bring in meanwhile is nobody's absence. And
-- what their rows say of clients and scheduling (stg_live_client). The table is read once. Returns how many pedidos there
-- are, and whether the rows of one remember different write_dates, or none. Not safe to repeat in a session.
WITH live AS MATERIALIZED (
    SELECT p.num_pedido, p.cnpj_cpf, p.cliente_nec_agendamento, p.forma_agendamento, count(*) AS rows,
           min(p.odoo_write_date) AS oldest, max(p.odoo_write_date) AS newest, bool_or(p.odoo_write_date IS NULL) AS some_unknown
      FROM carteira_principal p
     WHERE p.ativo IS NOT FALSE AND p.qtd_saldo_produto_pedido <> 0
     GROUP BY p.num_pedido, p.cnpj_cpf, p.cliente_nec_agendamento, p.forma_agendamento
),
ours AS MATERIALIZED (
    SELECT l.* FROM live l CROSS JOIN stg_ciclo c
     WHERE l.num_pedido LIKE ANY (c.pedido_patterns) AND (c.scope IS NULL OR l.num_pedido = ANY (c.scope))
),
client AS (
    INSERT INTO stg_live_client (num_pedido, cnpj, needs_scheduling, forma)
    SELECT num_pedido, btrim(cnpj_cpf), (lower(btrim(cliente_nec_agendamento)) = 'sim') IS TRUE, forma_agendamento
      FROM ours WHERE btrim(cnpj_cpf) <> ''
),
noted AS (
    INSERT INTO stg_active (num_pedido, rows, oldest, newest, some_unknown)
    SELECT num_pedido, sum(rows), min(oldest), max(newest), bool_or(some_unknown) FROM ours GROUP BY num_pedido
    RETURNING some_unknown OR oldest IS DISTINCT FROM newest AS differs
)
SELECT count(*) AS pedidos, coalesce(bool_or(differs), false) AS some_differ FROM noted
