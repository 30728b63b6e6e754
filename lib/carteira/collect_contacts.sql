-- The contacts of the clients that need scheduling (stg_client). Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_contact (id, cnpj, forma)
SELECT a.id, k.cnpj, coalesce(btrim(a.forma), '') FROM contatos_agendamento a JOIN stg_client k ON k.cnpj = btrim(a.cnpj)
