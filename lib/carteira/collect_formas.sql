-- What the clients' contacts say; of several for one CNPJ, one that is not ODOO. After store_contacts.sql. Returns nothing.
-- Not safe to repeat in a transaction.
INSERT INTO stg_forma (cnpj, forma)
SELECT DISTINCT ON (btrim(cnpj)) btrim(cnpj), forma FROM contatos_agendamento
 WHERE btrim(cnpj) <> '' AND btrim(forma) <> ''
 ORDER BY btrim(cnpj), (upper(btrim(forma)) = 'ODOO'), id
