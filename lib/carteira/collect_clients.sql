-- The clients that need scheduling, of live rows of Odoo's pedidos, and whose contacts do not say how: there is none, none
-- says a forma, or one says 'SEM AGENDAMENTO'. Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_client (cnpj)
SELECT w.cnpj FROM (SELECT DISTINCT cnpj FROM stg_live_client WHERE needs_scheduling) w
 WHERE (w.cnpj IN (SELECT btrim(a.cnpj) FROM contatos_agendamento a WHERE btrim(a.forma) <> '')) IS NOT TRUE
    OR (w.cnpj IN (SELECT btrim(a.cnpj) FROM contatos_agendamento a WHERE upper(btrim(a.forma)) = 'SEM AGENDAMENTO')) IS TRUE
