-- What a cycle needs of the tables and this role lacks: one row for each table, and for each sequence that fills a column of
-- a table into which rows go. $1 whether rows that leave the backlog are deleted, $2 and $3 text[]: the tables and columns
-- that are expected, pair by pair. Rights on single columns count where they cover all of those,
-- and of a table whose rows are kept before they go (ciclo_removido) all that it has. Returns object, rights,
-- the GRANT that gives them, and whether a cycle leaves out what needs them (carteira/may_store_contacts.sql,
-- entregas/note_no_right.sql, embarques/may_read_freights.sql). Tables that are not there are reported by columns.sql. Reads
-- the catalog only; locks nothing. (That the list is the README's, and that a cycle needs no more, is tested.)
WITH p (deletes, tables, columns) AS (
    VALUES ($1::boolean, $2::text[], $3::text[])
),
needed (table_name, rights) AS (
    VALUES
        ('agendamentos_entrega', 'SELECT INSERT'),
        ('alertas_separacao_cotada', 'SELECT INSERT UPDATE'),
        ('cadastro_palletizacao', 'SELECT INSERT'),
        ('cadastro_rota', 'SELECT'),
        ('cadastro_sub_rota', 'SELECT'),
        ('carteira_principal', 'SELECT INSERT UPDATE'),
        ('cidades', 'SELECT'),
        ('cidades_atendidas', 'SELECT'),
        ('ciclo_entrega', 'SELECT INSERT UPDATE DELETE'),
        ('ciclo_esquema', 'SELECT'),
        ('ciclo_etapa', 'SELECT INSERT UPDATE DELETE'),
        ('ciclo_evento', 'SELECT INSERT DELETE'),
        ('ciclo_execucao', 'SELECT INSERT UPDATE DELETE'),
        ('ciclo_inconsistencia', 'SELECT INSERT UPDATE DELETE'),
        ('ciclo_item', 'SELECT INSERT UPDATE DELETE'),
        ('ciclo_leitura', 'SELECT INSERT UPDATE DELETE'),
        ('ciclo_nf', 'SELECT INSERT UPDATE DELETE'),
        ('ciclo_odoo', 'SELECT INSERT UPDATE'),
        ('ciclo_pedido', 'SELECT INSERT UPDATE DELETE'),
        ('ciclo_recalculo', 'SELECT INSERT UPDATE DELETE'),
        ('ciclo_referencia', 'SELECT INSERT UPDATE'),
        ('ciclo_rejeito', 'SELECT INSERT UPDATE DELETE'),
        ('ciclo_removido', 'SELECT INSERT DELETE'),
        ('ciclo_sem_frete', 'SELECT INSERT'),
        ('contatos_agendamento', 'SELECT INSERT UPDATE'),
        ('embarque_itens', 'SELECT UPDATE'),
        ('embarques', 'SELECT UPDATE'),
        ('entregas_monitoradas', 'SELECT INSERT UPDATE'),
        ('faturamento_parcial_justificativa', 'SELECT INSERT UPDATE'),
        ('faturamento_produto', 'SELECT INSERT UPDATE DELETE'),
        ('fretes', 'SELECT'),
        ('inconsistencia_faturamento', 'SELECT INSERT UPDATE'),
        ('movimentacao_estoque', 'SELECT INSERT UPDATE'),
        ('relatorio_faturamento_importado', 'SELECT INSERT UPDATE'),
        ('saldo_standby', 'SELECT UPDATE DELETE'),
        ('separacao', 'SELECT INSERT UPDATE DELETE'),
        ('transportadoras', 'SELECT')
    UNION ALL
    SELECT 'carteira_principal', 'DELETE' FROM p WHERE p.deletes
),
of_deliveries (tables) AS (
    VALUES ('{entregas_monitoradas,agendamentos_entrega,transportadoras,cidades,cidades_atendidas}'::text[])
),
single AS (
    SELECT to_regclass(quote_ident(n.table_name))::oid AS oid, n.table_name, r.name, r.place
      FROM needed n, regexp_split_to_table(n.rights, ' ') WITH ORDINALITY AS r (name, place)
),
-- Columns, for a role that has a right on some of them only.
uncovered AS (
    SELECT DISTINCT s.oid, s.name
      FROM single s, p, unnest(p.tables, p.columns) AS e (table_name, column_name)
      JOIN pg_attribute a ON a.attname = e.column_name AND a.attnum > 0 AND NOT a.attisdropped
     WHERE e.table_name = s.table_name AND a.attrelid = s.oid AND s.name <> 'DELETE'
       AND NOT has_column_privilege(s.oid, a.attnum, s.name)
    UNION
    -- Whole rows are kept before they are taken away, with the columns that only the application knows.
    SELECT s.oid, s.name
      FROM single s JOIN pg_attribute a ON a.attrelid = s.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE s.name = 'SELECT' AND s.table_name IN
           ('carteira_principal', 'embarque_itens', 'entregas_monitoradas', 'faturamento_parcial_justificativa', 'faturamento_produto',
            'movimentacao_estoque', 'relatorio_faturamento_importado', 'saldo_standby', 'separacao')
       AND NOT has_column_privilege(s.oid, a.attnum, s.name)
),
lacking AS (
    SELECT s.table_name AS object, string_agg(s.name, ', ' ORDER BY s.place) AS rights, 'ON ' || quote_ident(s.table_name) AS target,
           bool_and((s.table_name = 'contatos_agendamento' AND s.name <> 'SELECT') OR s.table_name = 'fretes' OR s.table_name = ANY (d.tables)) AS optional
      FROM single s CROSS JOIN of_deliveries d LEFT JOIN uncovered u ON u.oid = s.oid AND u.name = s.name
     WHERE s.oid IS NOT NULL
       AND (u.oid IS NOT NULL OR (s.name = 'DELETE' AND NOT has_table_privilege(s.oid, 'DELETE')))
     GROUP BY s.table_name
    UNION ALL
    SELECT DISTINCT q.relname::text, 'USAGE', 'ON SEQUENCE ' || q.oid::regclass,
           s.table_name IN ('contatos_agendamento', 'entregas_monitoradas', 'agendamentos_entrega')
      FROM single s
      JOIN pg_attrdef d ON d.adrelid = s.oid
      JOIN pg_depend l ON l.classid = 'pg_attrdef'::regclass AND l.objid = d.oid AND l.refclassid = 'pg_class'::regclass
      JOIN pg_class q ON q.oid = l.refobjid
     -- CASE: else the planner may ask it of a table, which is an error.
     WHERE s.name = 'INSERT' AND CASE WHEN q.relkind = 'S' THEN NOT has_sequence_privilege(q.oid, 'USAGE, UPDATE') END
)
SELECT object, rights, format('GRANT %s %s TO %I', rights, target, current_user) AS grant_statement, optional
  FROM lacking ORDER BY object
