-- Takes the defaults that the application's migrations give to its later NOT NULL columns, for the models give none.
DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT a.attrelid::regclass AS name, a.attname FROM pg_attribute a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
              WHERE a.attnotnull AND a.attname IN ('importante', 'falta_item', 'falta_pagamento', 'revertida', 'teve_devolucao',
                    'produto_comprado', 'produto_produzido', 'produto_vendido', 'nao_aceita_nf_pallet')
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT', c.name, c.attname);
    END LOOP;
END $$;
