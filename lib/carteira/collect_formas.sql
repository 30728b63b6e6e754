-- What the clients' contacts say, of clients with a live row that says something else. After store_contacts.sql. Returns
-- nothing. Not safe to repeat in a transaction.
INSERT INTO stg_forma (cnpj, forma)
SELECT f.cnpj, f.forma FROM stg_contact_forma f
 WHERE EXISTS (SELECT 1 FROM stg_live_client l WHERE l.cnpj = f.cnpj AND l.forma IS DISTINCT FROM f.forma)
