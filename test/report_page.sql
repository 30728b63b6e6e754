-- A database for someone to look at: a month of cycles every half hour, with failures, a killed one and gaps, and things
-- that wait for a person. For a fresh schema; for tests of the page of 'ciclo report'.
SELECT setseed(0.5);
-- The gaps: half a day ended yesterday at 13 h, three hours three days ago, two days without a cycle three weeks ago.
CREATE TEMPORARY TABLE planned AS
SELECT gen_random_uuid() AS id, at, row_number() OVER (ORDER BY at DESC) AS back, random() AS luck
  FROM generate_series(date_trunc('hour', now()) - interval '29 days', now() - interval '10 minutes', interval '30 minutes') at
 WHERE NOT at BETWEEN date_trunc('day', now()) - interval '22 hours' AND date_trunc('day', now()) - interval '8 hours'
   AND NOT at BETWEEN date_trunc('day', now()) - interval '78 hours' AND date_trunc('day', now()) - interval '75 hours'
   AND NOT at BETWEEN date_trunc('day', now()) - interval '22 days' AND date_trunc('day', now()) - interval '20 days';
ALTER TABLE planned ADD outcome text DEFAULT 'ok', ADD code integer DEFAULT 0, ADD error text, ADD is_full boolean, ADD secs float8;
UPDATE planned SET is_full = extract(hour FROM at AT TIME ZONE 'America/Sao_Paulo') = 3 AND extract(minute FROM at) < 30;
UPDATE planned SET secs = CASE WHEN is_full THEN 420 + luck * 500 ELSE 3 + luck * luck * 60 END;
UPDATE planned SET outcome = 'carteira_failed', code = 12,
       error = 'carteira: 612 of 2310 active rows would be archived, more than 500 and 20 %' WHERE back <= 4;
UPDATE planned SET outcome = 'odoo_unavailable', code = 69, secs = 31,
       error = 'cannot connect to odoo.example.com port 443: Connection refused' WHERE back BETWEEN 101 AND 106;
UPDATE planned SET outcome = 'integrity_failed', code = 11,
       error = 'ERRO nf_half_cancelled: 1 (NF 138114 <b>"Campo & Cia"</b>)' WHERE back IN (55, 158);
UPDATE planned SET outcome = 'done_with_rejects', code = 14 WHERE back BETWEEN 140 AND 143 OR back = 30;
UPDATE planned SET outcome = NULL, code = NULL WHERE back = 190;
INSERT INTO ciclo_execucao (id, started_at, finished_at, outcome, exit_code, version, odoo_version, host, arguments, counts, error)
SELECT id, at, CASE WHEN outcome IS NOT NULL THEN at + make_interval(secs => secs) END, outcome, code, '0.1.0', '17.0', 'sync-01',
       CASE WHEN is_full THEN 'run --full=true' ELSE 'run' END, '{"requests": 14}', error
  FROM planned;
-- What a stage counted follows the hour of the day: nobody invoices at night.
INSERT INTO ciclo_etapa (execution, stage, read_from, read_to, full_load, started_at, finished_at, outcome, counts, details, error)
SELECT p.id, s.stage, p.at AT TIME ZONE 'UTC' - interval '40 minutes', p.at AT TIME ZONE 'UTC', p.is_full,
       p.at + make_interval(secs => p.secs * (s.place - 1) / 4), p.at + make_interval(secs => p.secs * s.place / 4),
       CASE WHEN p.code = s.failing THEN 'failed' ELSE 'ok' END,
       CASE WHEN p.code IS DISTINCT FROM s.failing THEN s.counts END,
       CASE s.stage
       WHEN 'faturamento' THEN '[{"kind": "CLIENTE_SEM_CNPJ", "count": 2, "examples": "NF 138201, NF 138202"}]'
       WHEN 'integridade' THEN
            '[{"check": "nf_as_read", "level": "ERRO", "count": 0, "examples": ""},
              {"check": "nf_half_cancelled", "level": "ERRO", "count": 0, "examples": ""},
              {"check": "nf_movement_of_cancelled", "level": "ERRO", "count": 0, "examples": ""},
              {"check": "nf_without_report", "level": "ERRO", "count": 0, "examples": ""},
              {"check": "nf_report_differs", "level": "AVISO", "count": 0, "examples": ""},
              {"check": "nf_duplicate_rows", "level": "AVISO", "count": 290, "examples": "NF 120001 4310162, NF 120002 4310162, NF 120003 4310177, NF 120017 4080177, NF 120018 4310162"},
              {"check": "separacao_faturada_sem_nf", "level": "AVISO", "count": 0, "examples": ""}]'
       WHEN 'carteira' THEN
            '[{"check": "nf_origem_desconhecida", "level": "AVISO", "count": 0, "examples": ""},
              {"check": "saldo_negativo", "level": "AVISO", "count": 4, "examples": "VCD2518011 4310162: -12.000, VCD2518020 4080177: -3.000"},
              {"check": "qtd_faturada_difere_do_odoo", "level": "AVISO", "count": 0, "examples": ""},
              {"kind": "SEPARACAO_ESPERA_LOTE", "count": 7, "examples": "VCD2519911, VCD2519870, VSC0031771"}]'
       END::jsonb,
       CASE WHEN p.code = s.failing THEN p.error END
  FROM (SELECT *, CASE WHEN extract(isodow FROM at) > 5 THEN 0.1 ELSE 1.0 END
                  * greatest(0, sin((extract(hour FROM at AT TIME ZONE 'America/Sao_Paulo') - 6) / 14 * pi())) * (0.4 + luck) AS load
          FROM planned) p
 CROSS JOIN LATERAL (VALUES
       ('faturamento', 1, 10, jsonb_build_object('new', round(9 * p.load), 'rows_inserted', round(42 * p.load), 'rows_updated', round(7 * p.load), 'cancelled', CASE WHEN p.luck > 0.97 THEN 6 ELSE 0 END)),
       ('integridade', 2, 11, jsonb_build_object('checks', 7)),
       ('faturado', 3, -1, jsonb_build_object('marked', round(11 * p.load))),
       ('carteira', 4, 12, jsonb_build_object('inserted', round(58 * p.load), 'updated', round(96 * p.load) + CASE WHEN p.is_full THEN 160 ELSE 0 END, 'archived', round(31 * p.load)))
       ) s (stage, place, failing, counts)
 -- Those that cannot reach Odoo have no stages, the killed one ended after its first, a failure ends the others.
 WHERE coalesce(p.code, 0) <> 69 AND s.place <= CASE WHEN p.code IS NULL THEN 1 WHEN p.code = 11 THEN 2 ELSE 4 END;
INSERT INTO ciclo_rejeito (model, record_id, reason, first_seen, last_seen)
VALUES ('account.move', 4711, 'NF 138201: account.move 4699 has this number too and stays: it is posted, this one is a draft', now() - interval '2 days 5 hours', now() - interval '20 minutes'),
       ('account.move.line', 99120, 'field ''quantity'' is NaN', now() - interval '3 hours', now() - interval '20 minutes'),
       ('sale.order', 991, 'pedido VCD2519001: field ''partner_id'' is empty', now() - interval '6 days', now() - interval '20 minutes');
INSERT INTO inconsistencia_faturamento (tipo, numero_nf, num_pedido, cod_produto, qtd_faturada, resolvida, detectada_em)
SELECT CASE WHEN n <= 3 THEN 'DIVERGENCIA_NF_EMBARQUE' WHEN n <= 15 THEN 'FATURAMENTO_EXCEDE_SALDO' ELSE 'NF_SEM_SEPARACAO' END,
       (136000 + n)::text, 'VCD25' || (18000 + n), (ARRAY['4310162', '4080177', 'ODOO-5512'])[1 + n % 3], 10 + n, n % 10 = 0 AND n > 15,
       (now() AT TIME ZONE 'America/Sao_Paulo') - make_interval(mins => 30 + n * 47)
  FROM generate_series(1, 1178) n;
INSERT INTO alertas_separacao_cotada (separacao_lote_id, num_pedido, cod_produto, nome_produto, cliente, tipo_alteracao, qtd_anterior, qtd_nova, reimpresso, data_alerta)
SELECT 'LOTE_20261120_' || to_char(n, 'FM000'), 'VCD25' || (19000 + n * 7), (4310100 + n)::text,
       (ARRAY['AZEITONA VERDE FATIADA POUCH 30x80 g', 'PALMITO AÇAÍ INTEIRO 15x300 g', 'MOLHO <SHOYU> & GERGELIM 12x150 ml'])[1 + n % 3],
       (ARRAY['REDE ASSAI LJ 12 "CENTRO"', 'ATACADÃO S.A.', 'CAMPO & CIA COMÉRCIO DE ALIMENTOS LTDA'])[1 + n % 3],
       (ARRAY['REDUCAO', 'AUMENTO', 'REMOCAO'])[1 + n % 3], 1240.5 + n, CASE WHEN n % 3 = 2 THEN 0 ELSE 980 + n * 3.25 END,
       n % 9 = 0, (now() AT TIME ZONE 'America/Sao_Paulo') - make_interval(mins => 50 + n * 95)
  FROM generate_series(1, 31) n;
