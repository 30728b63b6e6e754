-- The active items of active embarques, for the statements of linking. Returns nothing. Not safe to repeat in a
-- transaction.
INSERT INTO stg_active_item (id, pedido, lote, nota_fiscal, erro_validacao)
SELECT i.id, i.pedido, nullif(i.separacao_lote_id, ''), nullif(i.nota_fiscal, ''), i.erro_validacao
  FROM embarque_itens i
 WHERE i.status = 'ativo' AND (i.embarque_id IN (SELECT e.id FROM embarques e WHERE e.status = 'ativo')) IS TRUE
