-- The active items of active embarques, for the statements of linking. A number that was typed with blanks or leading
-- zeros is that of the NF without them, unless an NF has it as it is. Returns nothing. Not safe to repeat in a
-- transaction.
INSERT INTO stg_active_item (id, pedido, lote, nota_fiscal, erro_validacao)
SELECT i.id, i.pedido, nullif(i.separacao_lote_id, ''),
       CASE WHEN i.nota_fiscal ~ '^[0 ]| $'
                 AND NOT EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = i.nota_fiscal OFFSET 0)
            THEN nullif(pg_temp.nf_number(i.nota_fiscal), '') ELSE nullif(i.nota_fiscal, '') END,
       i.erro_validacao
  FROM embarque_itens i
 WHERE i.status = 'ativo' AND (i.embarque_id IN (SELECT e.id FROM embarques e WHERE e.status = 'ativo')) IS TRUE
