-- In a cycle of a selection: the pedidos that it may write are those asked for and those that were read, by all names that
-- they are known by. Returns nothing. Safe to repeat.
UPDATE stg_ciclo c
   SET scope = ARRAY(SELECT unnest(c.scope)
                     UNION SELECT o.name FROM stg_order o
                     UNION SELECT k.name FROM stg_order o JOIN stg_known_name k ON k.order_id = o.id)
