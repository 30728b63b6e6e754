-- What a cycle finds at the application's shipments: whether they have totals, whether a trigger of the application works
-- them out, and whether there are freights. One row. Reads the catalog only.
SELECT EXISTS (SELECT 1 FROM pg_attribute a
                WHERE a.attrelid = to_regclass('embarques') AND a.attname IN ('peso_total', 'valor_total', 'pallet_total')
                  AND a.attnum > 0 AND NOT a.attisdropped) AS has_totals,
       EXISTS (SELECT 1 FROM pg_trigger t
                WHERE t.tgrelid = to_regclass('embarque_itens') AND t.tgname = 'trigger_atualizar_totais_embarque'
                  AND t.tgenabled <> 'D') AS has_trigger,
       to_regclass('fretes') IS NOT NULL AS has_freights
