-- What the clients' contacts say, of clients with a live row that says something else; of several contacts for one CNPJ, one
-- that is not ODOO. After store_contacts.sql. Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_forma (cnpj, forma)
SELECT cnpj, forma
  FROM (SELECT DISTINCT ON (btrim(cnpj)) btrim(cnpj) AS cnpj, forma FROM contatos_agendamento
         WHERE btrim(cnpj) <> '' AND btrim(forma) <> ''
         ORDER BY btrim(cnpj), (upper(btrim(forma)) = 'ODOO'), id) f
 WHERE EXISTS (SELECT 1 FROM stg_live_client l WHERE l.cnpj = f.cnpj AND l.forma IS DISTINCT FROM f.forma)
