-- The memory of ciclo itself. Points in time here are with time zone, unlike the application's local ones.
CREATE TABLE IF NOT EXISTS ciclo_execucao (
    id uuid PRIMARY KEY,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    outcome varchar(40),
    exit_code integer,
    version varchar(40) NOT NULL,
    odoo_version varchar(40),
    odoo_offset_seconds integer,
    host varchar(255) NOT NULL,
    arguments text NOT NULL,
    reading_fingerprint varchar(64),
    counts jsonb,
    error text,
    max_age_seconds integer
);
CREATE INDEX IF NOT EXISTS idx_ciclo_execucao_started ON ciclo_execucao (started_at);
COMMENT ON TABLE ciclo_execucao IS 'One row per cycle of ciclo: when, with what outcome, on which host';
COMMENT ON COLUMN ciclo_execucao.outcome IS 'Name of the exit code; NULL while the cycle runs, or when it was killed';
COMMENT ON COLUMN ciclo_execucao.odoo_offset_seconds IS 'Clock of the Odoo server minus clock of the host';
COMMENT ON COLUMN ciclo_execucao.reading_fingerprint IS 'Of what shapes the reading (filters, fields): another value than last time makes the next cycle a full load';
COMMENT ON COLUMN ciclo_execucao.counts IS 'Requests, bytes, milliseconds, peak memory and rejects of the whole cycle';
COMMENT ON COLUMN ciclo_execucao.max_age_seconds IS 'Its --max-age: ciclo_saude calls a stage late by that of the last cycle that ended; NULL means not known yet, and 45 minutes count';

CREATE TABLE IF NOT EXISTS ciclo_etapa (
    execution uuid NOT NULL REFERENCES ciclo_execucao (id) ON DELETE CASCADE,
    stage varchar(20) NOT NULL,
    read_from timestamp,
    read_to timestamp,
    full_load boolean NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    outcome varchar(10) NOT NULL,
    counts jsonb,
    details jsonb,
    error text,
    PRIMARY KEY (execution, stage)
);
CREATE INDEX IF NOT EXISTS idx_ciclo_etapa_stage ON ciclo_etapa (stage, read_to) WHERE outcome = 'ok';
COMMENT ON TABLE ciclo_etapa IS 'One row per stage of a cycle, written in the same transaction as the stage''s own rows: if it is here with outcome ok, the stage is committed';
COMMENT ON COLUMN ciclo_etapa.read_from IS 'UTC: changes since then were read';
COMMENT ON COLUMN ciclo_etapa.details IS 'Integrity findings and notices: kind, count and up to five examples';
COMMENT ON COLUMN ciclo_etapa.read_to IS 'UTC, when the cycle began, by the earliest of the clocks of Odoo, the database and the host: the next cycle reads from before it; NULL for a cycle of a selection (--pedido, --nf), which moves nothing';

CREATE TABLE IF NOT EXISTS ciclo_rejeito (
    model varchar(60) NOT NULL,
    record_id bigint NOT NULL,
    reason text NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    execution uuid,
    tries bigint,
    remedy varchar(40),
    accepted_at timestamptz,
    accepted_by varchar(100),
    accepted_why text,
    accepted_reason text,
    name varchar(60),
    PRIMARY KEY (model, record_id)
);
COMMENT ON TABLE ciclo_rejeito IS 'Odoo records that could not be stored and why; retried in every cycle until they are good; see ''ciclo rejects''';
COMMENT ON COLUMN ciclo_rejeito.tries IS 'Cycles that tried it, since ciclo counts them; NULL means not known yet';
COMMENT ON COLUMN ciclo_rejeito.remedy IS 'What a person can do, as a word that ''ciclo rejects'' explains: access, incomplete, same_number or same_name; NULL means correct it in Odoo';
COMMENT ON COLUMN ciclo_rejeito.accepted_reason IS 'The reason that a person accepted: while it is the present one, the record does not make a cycle end with 14; NULL means not accepted';
COMMENT ON COLUMN ciclo_rejeito.name IS 'The pedido or the number of the NF, as Odoo had it when it was tried last; NULL means not known';
COMMENT ON COLUMN ciclo_rejeito.accepted_by IS 'User and host of ''ciclo rejects accept''';

CREATE TABLE IF NOT EXISTS ciclo_nf (
    move_id bigint PRIMARY KEY,
    numero_nf varchar(20) NOT NULL,
    state varchar(20) NOT NULL,
    historic boolean,
    lines_add_up boolean,
    tipo_pedido text,
    company_id bigint,
    status_nf varchar(20),
    report_ativo boolean,
    data_fatura date,
    movements_due boolean,
    pedido_created_at timestamp,
    credit_notes bigint[]
);
CREATE INDEX IF NOT EXISTS idx_ciclo_nf_numero ON ciclo_nf (numero_nf);
CREATE INDEX IF NOT EXISTS idx_ciclo_nf_data ON ciclo_nf (data_fatura);
COMMENT ON TABLE ciclo_nf IS 'Which account.move of Odoo became which NF here';
COMMENT ON COLUMN ciclo_nf.state IS 'Odoo''s, as last read; ''gone'' when the NF no longer has this number, left the filters or lost the number to another NF';
COMMENT ON COLUMN ciclo_nf.historic IS 'Created before the horizon when it was first remembered: rows and report only, no linking, no stock movement; NULL means not known yet';
COMMENT ON COLUMN ciclo_nf.tipo_pedido IS 'Odoo''s, as last read inside the filters: an NF leaves them only where Odoo changed it since; NULL means not known yet';
COMMENT ON COLUMN ciclo_nf.company_id IS 'Odoo''s, as last read inside the filters, like tipo_pedido';
COMMENT ON COLUMN ciclo_nf.status_nf IS 'What ciclo wrote last into its rows (SEM_LOTE apart): rows that are all Cancelado although it wrote something else were cancelled by people; NULL means not known yet, and state tells';
COMMENT ON COLUMN ciclo_nf.report_ativo IS 'What ciclo wrote last into its report row; NULL means not known yet, and inativado_por tells';
COMMENT ON COLUMN ciclo_nf.data_fatura IS 'As last read; NULL means not known yet';
COMMENT ON COLUMN ciclo_nf.movements_due IS 'ciclo entered the NF itself and has not made its stock movements yet; NULL means remembered by an earlier version: made, unless it never was posted';
COMMENT ON COLUMN ciclo_nf.pedido_created_at IS 'UTC: when Odoo created the youngest pedido that it names, as last read; NULL means none, or not known yet';
COMMENT ON COLUMN ciclo_nf.credit_notes IS 'The account.moves that reverse it and were reported (AVISO NF_DEVOLVIDA): each is once; NULL means none was';
COMMENT ON COLUMN ciclo_nf.lines_add_up IS 'Whether its lines ever added up to its own totals: if not, the totals prove no hidden lines; NULL means not known yet';

CREATE TABLE IF NOT EXISTS ciclo_pedido (
    order_id bigint PRIMARY KEY,
    num_pedido varchar(50) NOT NULL,
    lines_deleted_at timestamptz,
    tipo_pedido text,
    company_id bigint,
    away_since timestamptz,
    former_names text[],
    lots_excess jsonb,
    partner_id bigint,
    shipping_id bigint
);
CREATE INDEX IF NOT EXISTS idx_ciclo_pedido_num ON ciclo_pedido (num_pedido);
CREATE INDEX IF NOT EXISTS idx_ciclo_pedido_former ON ciclo_pedido (order_id) WHERE former_names IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_ciclo_pedido_excess ON ciclo_pedido (num_pedido) WHERE lots_excess IS NOT NULL;
COMMENT ON TABLE ciclo_pedido IS 'Which sale.order of Odoo became which pedido here';
COMMENT ON COLUMN ciclo_pedido.lines_deleted_at IS 'Since when lines of it are missing in carteira_principal because --removal=delete took them, or because they had left the backlog before they came; NULL when none is';
COMMENT ON COLUMN ciclo_pedido.tipo_pedido IS 'l10n_br_tipo_pedido when it was last read inside the filters; NULL means never, or not known yet: it is not known to have left them';
COMMENT ON COLUMN ciclo_pedido.company_id IS 'Odoo''s company when it was last read inside the filters';
COMMENT ON COLUMN ciclo_pedido.away_since IS 'Since when Odoo no longer gives it (absent, or it left the filters): its rows are archived, its separações, shipment items and standby stay; NULL when it does, or not known yet';
COMMENT ON COLUMN ciclo_pedido.lots_excess IS 'What its open lots last held beyond the saldo, by product, where people split it into several; NULL when nothing, or not known yet';
COMMENT ON COLUMN ciclo_pedido.former_names IS 'Names that it had before num_pedido, since ciclo notes them; NULL when none is known';

COMMENT ON COLUMN ciclo_pedido.partner_id IS 'Odoo''s customer, as last read: a renamed one moves no pedido; NULL means none, or not known yet';
COMMENT ON COLUMN ciclo_pedido.shipping_id IS 'Odoo''s delivery address, as last read, like partner_id';

CREATE TABLE IF NOT EXISTS ciclo_leitura (
    model varchar(60) NOT NULL,
    record_id bigint NOT NULL,
    write_date timestamp NOT NULL,
    read_at timestamp NOT NULL,
    PRIMARY KEY (model, record_id)
);
CREATE INDEX IF NOT EXISTS idx_ciclo_leitura_data ON ciclo_leitura (write_date);
COMMENT ON TABLE ciclo_leitura IS 'Records of Odoo that cycles read or passed over: one that Odoo lists with the same write_date is not read again. May be emptied: then everything of the last 26 hours is read once more';
COMMENT ON COLUMN ciclo_leitura.write_date IS 'UTC, as Odoo listed it before the record was read';
COMMENT ON COLUMN ciclo_leitura.read_at IS 'UTC: when the cycle that read it began. Two writes in one second look alike: what was read within 130 s of its write_date is read once more';

CREATE TABLE IF NOT EXISTS ciclo_referencia (
    model varchar(60) NOT NULL,
    record_id bigint NOT NULL,
    record jsonb NOT NULL,
    read_at timestamp NOT NULL,
    PRIMARY KEY (model, record_id)
);
COMMENT ON TABLE ciclo_referencia IS 'Records of Odoo''s small models (users, categories, cities ...) as a cycle read them: for some hours the next ones do not ask for them. May be emptied';
COMMENT ON COLUMN ciclo_referencia.read_at IS 'UTC: when the cycle that read it began';

CREATE TABLE IF NOT EXISTS ciclo_odoo (
    odoo_db varchar(255) NOT NULL,
    odoo_username varchar(255) NOT NULL,
    uid bigint NOT NULL,
    fields_key varchar(64),
    fields jsonb,
    url text,
    first_url text,
    swept_at timestamp,
    api varchar(10),
    look varchar(16),
    look_findings jsonb,
    live_orders bigint[],
    PRIMARY KEY (odoo_db, odoo_username)
);
COMMENT ON TABLE ciclo_odoo IS 'What a cycle need not ask Odoo again: the user''s id, and which fields this Odoo has. May be emptied';
COMMENT ON COLUMN ciclo_odoo.fields_key IS 'Of Odoo''s version and of the fields that are asked for: fields is good for the same ones only';
COMMENT ON COLUMN ciclo_odoo.fields IS 'What fields_get said, by model; asked again in every full load';
COMMENT ON COLUMN ciclo_odoo.url IS 'ODOO_URL of the last cycle; NULL means not known yet';
COMMENT ON COLUMN ciclo_odoo.first_url IS 'ODOO_URL under which the same Odoo was first read: another address alone makes no full load';
COMMENT ON COLUMN ciclo_odoo.api IS 'Of Odoo, in use in the last cycle: jsonrpc or json2; NULL means not known yet: --odoo-api auto tries json2 first';
COMMENT ON COLUMN ciclo_odoo.look IS 'Of how many rows of the application''s tables were ever written, when a cycle had looked at all of them and written none: while that is so, the next one need not look again; NULL means not known';
COMMENT ON COLUMN ciclo_odoo.look_findings IS 'What the integrity checks of that cycle found';
COMMENT ON COLUMN ciclo_odoo.live_orders IS 'The sale.orders of the live pedidos that it saw: Odoo has to count each of them';
COMMENT ON COLUMN ciclo_odoo.swept_at IS 'UTC: when the cycle began that last listed all live pedidos one by one (--sweep-interval)';

CREATE TABLE IF NOT EXISTS ciclo_recalculo (
    num_pedido varchar(50) PRIMARY KEY,
    since timestamptz NOT NULL
);
COMMENT ON TABLE ciclo_recalculo IS 'Pedidos whose NFs changed and whose saldo the carteira stage has yet to compute again; survives a failed carteira';

CREATE TABLE IF NOT EXISTS ciclo_entrega (
    numero_nf varchar(20) PRIMARY KEY,
    due varchar(10),
    made_at timestamptz
);
COMMENT ON TABLE ciclo_entrega IS 'NFs whose deliveries are to be made or cancelled, and those whose delivery ciclo has made: one that is gone is not made again';
COMMENT ON COLUMN ciclo_entrega.due IS 'make or cancel, until it is done; NULL when nothing is due';

CREATE TABLE IF NOT EXISTS ciclo_item (
    num_pedido varchar(50) NOT NULL,
    cod_produto varchar(50) NOT NULL,
    removed_reason varchar(60) NOT NULL,
    removed_at timestamptz NOT NULL,
    PRIMARY KEY (num_pedido, cod_produto)
);
COMMENT ON TABLE ciclo_item IS 'Rows of carteira_principal that ciclo took out of the backlog, and why; a row that returns is here no longer. Never pruned: rules read it';
COMMENT ON COLUMN ciclo_item.removed_reason IS 'linha removida no Odoo, linha zerada no Odoo, pedido cancelado no Odoo, ausente no Odoo, fora dos filtros or renomeado no Odoo';
INSERT INTO ciclo_item (num_pedido, cod_produto, removed_reason, removed_at)
SELECT num_pedido, cod_produto, substring(updated_by FROM 8), now() FROM carteira_principal
 WHERE ativo IS FALSE AND updated_by LIKE 'ciclo: %' AND updated_by <> 'ciclo: saldo zero';

CREATE TABLE IF NOT EXISTS ciclo_esquema (
    version integer PRIMARY KEY
);
COMMENT ON TABLE ciclo_esquema IS 'The versions that ciclo''s own tables have had; the highest one counts';
INSERT INTO ciclo_esquema (version) SELECT 3
 WHERE NOT EXISTS (SELECT 1 FROM ciclo_execucao) AND NOT EXISTS (SELECT 1 FROM ciclo_esquema);

CREATE TABLE IF NOT EXISTS ciclo_removido (
    id bigserial PRIMARY KEY,
    table_name varchar(60) NOT NULL,
    record_id bigint NOT NULL,
    row jsonb NOT NULL,
    reason varchar(60) NOT NULL,
    execution uuid NOT NULL,
    removed_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS idx_ciclo_removido_record ON ciclo_removido (table_name, record_id);
CREATE INDEX IF NOT EXISTS idx_ciclo_removido_removed ON ciclo_removido (removed_at);
COMMENT ON TABLE ciclo_removido IS 'Rows of the application as they were before ciclo deleted, archived, zeroed or cleared them; kept as long as the journal, for people: see ''ciclo removed''';
COMMENT ON COLUMN ciclo_removido.record_id IS 'The row''s id in table_name';

CREATE TABLE IF NOT EXISTS ciclo_inconsistencia (
    tipo varchar(50) NOT NULL,
    numero_nf varchar(20) NOT NULL,
    num_pedido varchar(50) NOT NULL,
    cod_produto varchar(50) NOT NULL,
    qtd_excesso numeric,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (numero_nf, num_pedido, cod_produto, tipo)
);
COMMENT ON TABLE ciclo_inconsistencia IS 'Rows of inconsistencia_faturamento that ciclo opened and did not resolve itself: one that is gone was deleted by people, who had resolved it, and is not opened again';
COMMENT ON COLUMN ciclo_inconsistencia.numero_nf IS 'Empty for FATURAMENTO_EXCEDE_SALDO, which is one a pedido and product';
COMMENT ON COLUMN ciclo_inconsistencia.num_pedido IS 'Empty for an NF without origem';

CREATE TABLE IF NOT EXISTS ciclo_sem_frete (
    embarque_id integer NOT NULL,
    cnpj varchar(14) NOT NULL,
    noted_at timestamptz NOT NULL,
    PRIMARY KEY (embarque_id, cnpj)
);
COMMENT ON TABLE ciclo_sem_frete IS 'Complete shipments that had no freight for a client when ciclo looked: each is reported once';
COMMENT ON COLUMN ciclo_sem_frete.cnpj IS 'Digits alone, with zeros on the left';
CREATE TABLE IF NOT EXISTS ciclo_evento (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind varchar(40) NOT NULL,
    key varchar(60) NOT NULL,
    execution uuid NOT NULL,
    emitted_at timestamptz NOT NULL,
    payload jsonb NOT NULL
);
CREATE INDEX IF NOT EXISTS idx_ciclo_evento_emitted ON ciclo_evento (emitted_at);
COMMENT ON TABLE ciclo_evento IS 'What happened, written in the transaction of the stage that did it; kept as long as the journal. Ids grow in the order of the commits: a consumer remembers the last one that it read, and listens on channel ciclo';
COMMENT ON COLUMN ciclo_evento.kind IS 'nf_nova, nf_alterada, nf_cancelada, nf_devolvida, pedido_novo, pedido_alterado, pedido_cancelado, embarque_sem_frete or primeira_carga';
COMMENT ON COLUMN ciclo_evento.key IS 'The NF''s or pedido''s number; of primeira_carga the stage';
COMMENT ON COLUMN ciclo_evento.payload IS 'By kind: see cron/OPERATIONS.md';

CREATE OR REPLACE VIEW ciclo_saude AS
SELECT s.stage, g.finished_at AS last_good, a.age, l.outcome, m.max_age, a.age IS NULL OR a.age > m.max_age AS late
  FROM (VALUES (1, 'faturamento'), (2, 'integridade'), (3, 'faturado'), (4, 'carteira')) s (place, stage)
  LEFT JOIN LATERAL (SELECT finished_at FROM ciclo_etapa e
                      WHERE e.stage = s.stage AND e.outcome = 'ok' AND e.read_to IS NOT NULL
                        AND e.finished_at <= clock_timestamp() + interval '1 minute'
                      ORDER BY e.finished_at DESC LIMIT 1) g ON true
  LEFT JOIN LATERAL (SELECT x.outcome, x.max_age_seconds FROM ciclo_execucao x
                      WHERE x.outcome IS NOT NULL AND x.started_at <= clock_timestamp() + interval '1 minute'
                        AND NOT EXISTS (SELECT 1 FROM ciclo_etapa e  -- a run of --pedido or --nf
                                         WHERE e.execution = x.id AND e.outcome = 'ok' AND e.read_to IS NULL)
                      ORDER BY x.started_at DESC LIMIT 1) l ON true
 CROSS JOIN LATERAL (SELECT CASE WHEN g.finished_at IS NOT NULL THEN
                            make_interval(secs => greatest(floor(extract(epoch FROM clock_timestamp() - g.finished_at)), 0)::float8)
                            END AS age) a
 CROSS JOIN LATERAL (SELECT make_interval(secs => coalesce(l.max_age_seconds, 2700)::float8) AS max_age) m
 ORDER BY s.place;
COMMENT ON VIEW ciclo_saude IS 'One row per stage: its last good run and how old that is, how the last cycle that ended did so, and whether the stage is late (older than that cycle''s --max-age, or never run): what ''ciclo status'' says';
