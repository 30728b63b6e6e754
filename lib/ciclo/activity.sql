-- How many rows of the tables $1 (text[]) were ever inserted, updated and deleted, by any session, as PostgreSQL's statistics count
-- them; with what tells that a count began anew, or that rows changed without being counted: the resets of the statistics (a
-- crash is one), the table's file (TRUNCATE, VACUUM FULL), its columns. NULL where the counts say nothing: the server does
-- not keep them, a table is none (a view, a parent), or a session may keep its own for as long as it is idle (until
-- PostgreSQL 14). The other column: whether no other session of this database has a transaction open. One that has may
-- keep what it counted in the one before; the others' come within 10 seconds, this one's at once. Reads only.
SELECT CASE WHEN current_setting('track_counts') = 'on' AND current_setting('server_version_num')::int >= 150000
                 AND bool_and(c.relkind = 'r' AND NOT c.relhassubclass)
            THEN concat_ws(' ', pg_stat_get_bgwriter_stat_reset_time(),
                           (SELECT pg_stat_get_db_stat_reset_time(d.oid) FROM pg_database d WHERE d.datname = current_database()),
                           string_agg(concat_ws(':', c.oid, c.relfilenode, c.relnatts,
                                                pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid)
                                                + pg_stat_get_tuples_deleted(c.oid) + pg_stat_get_xact_tuples_inserted(c.oid)
                                                + pg_stat_get_xact_tuples_updated(c.oid) + pg_stat_get_xact_tuples_deleted(c.oid)),
                                      ' ' ORDER BY n.place))
       END AS activity,
       NOT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
                    WHERE l.locktype = 'virtualxid' AND l.granted AND a.datname = current_database()
                      AND a.pid <> pg_backend_pid() AND a.backend_type IS DISTINCT FROM 'autovacuum worker') AS is_all_counted
  FROM unnest($1::text[]) WITH ORDINALITY n (name, place) JOIN pg_class c ON c.oid = to_regclass(n.name)
 WHERE c.relpersistence <> 't'
