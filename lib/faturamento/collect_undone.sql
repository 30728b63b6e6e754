-- The NFs that lose what hangs on them (stg_undone_nf), as rows, and why. Returns nothing. Not safe to repeat in a
-- transaction.
INSERT INTO stg_undone (numero_nf, kept_pedidos, reason)
SELECT n.numero_nf, n.kept_pedidos,
       CASE WHEN EXISTS (SELECT 1 FROM stg_nf_gone g WHERE g.numero_nf = n.numero_nf) THEN 'NF fora do faturamento no Odoo'
            WHEN EXISTS (SELECT 1 FROM stg_nf s WHERE s.numero_nf = n.numero_nf AND s.state = 'cancel')
            THEN 'NF cancelada no Odoo'
            ELSE 'número passou a outra NF' END
  FROM stg_undone_nf n
