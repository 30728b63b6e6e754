-- Notes what is odd about the pedidos that this stage wrote: no CNPJ, no UF of customer or delivery, products without a
-- code, two products of one code; what they refer to and Odoo does not show; the optional models that it refuses; the pedidos that are gone, and
-- those that are outside the filters and stay. Returns nothing. Not safe to repeat in a transaction.
WITH written AS (
    SELECT h.* FROM stg_pedido h
     WHERE h.num_pedido IN (SELECT num_pedido FROM stg_differing_row UNION SELECT num_pedido FROM stg_saldo_changed)
       AND EXISTS (SELECT 1 FROM carteira_principal p
                    WHERE p.num_pedido = h.num_pedido AND p.ativo IS NOT FALSE AND p.qtd_saldo_produto_pedido <> 0 OFFSET 0)
)
INSERT INTO stg_notice (kind, subject, detail)
SELECT 'CLIENTE_SEM_CNPJ', num_pedido, raz_social FROM written WHERE cnpj_cpf = ''
UNION ALL
SELECT 'UF_DESCONHECIDA', num_pedido, raz_social FROM written
 WHERE uf_is_unknown AND NOT header_hidden && '{estado,cod_uf}'
UNION ALL
SELECT 'PRODUTO_SEM_CODIGO', i.cod_produto, 'pedido ' || i.num_pedido
  FROM stg_item i JOIN written w ON w.num_pedido = i.num_pedido WHERE i.has_no_code
UNION ALL
SELECT 'PRODUTOS_COM_UM_CODIGO', pc.cod_produto, 'product.product ' || string_agg(DISTINCT pc.id::text, ', ') || ', pedido ' || w.num_pedido
  FROM written w JOIN stg_product_line l ON l.order_id = w.order_id JOIN stg_product_code pc ON pc.id = l.product_id
 WHERE pc.cod_produto IN (SELECT cod_produto FROM stg_shared_code)
 GROUP BY w.num_pedido, pc.cod_produto HAVING count(DISTINCT pc.id) > 1
UNION ALL
SELECT 'REGISTRO_ILEGIVEL', m.model || ' ' || a.id, 'sem acesso no Odoo'
  FROM stg_absent a
  JOIN stg_model_name m ON m.table_name = a.table_name
 WHERE NOT EXISTS (SELECT 1 FROM stg_closed s WHERE s.table_name = a.table_name)
UNION ALL
SELECT 'MODELO_SEM_ACESSO', s.model,
       s.columns || ': fica como está; dê leitura ao usuário do Odoo e rode uma vez com --full'
  FROM stg_closed s WHERE EXISTS (SELECT 1 FROM stg_absent a WHERE a.table_name = s.table_name)
UNION ALL
SELECT CASE reason WHEN 'renomeado no Odoo' THEN 'PEDIDO_RENOMEADO' WHEN 'ausente no Odoo' THEN 'PEDIDO_AUSENTE'
                   ELSE 'PEDIDO_SAIU_DO_FILTRO' END, num_pedido, detail FROM stg_gone g
 WHERE NOT EXISTS (SELECT 1 FROM stg_renamed r WHERE r.old_name = g.num_pedido)  -- reported where it took the name
UNION ALL
SELECT 'PEDIDO_FORA_DO_FILTRO', num_pedido, detail FROM stg_left_out
