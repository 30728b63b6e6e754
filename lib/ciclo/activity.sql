-- How many rows of the tables $1 (text[]) were ever inserted, updated and deleted, by any session, as PostgreSQL's statistics count them;
-- with what tells that a count began anew: the table's file (TRUNCATE, VACUUM FULL), the reset of the statistics (a
-- crash). What other sessions committed comes up to 10 seconds late; what this one wrote is in it at once. NULL where the
-- counts say nothing: the server does not keep them, or a table is none (a view, a parent). One column: text. Reads only.
SELECT CASE WHEN current_setting('track_counts') = 'on' AND bool_and(c.relkind = 'r' AND NOT c.relhassubclass)
            THEN concat_ws(' ', pg_stat_get_bgwriter_stat_reset_time(),
                           string_agg(concat_ws(':', c.oid, c.relfilenode,
                                                pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid)
                                                + pg_stat_get_tuples_deleted(c.oid) + pg_stat_get_xact_tuples_inserted(c.oid)
                                                + pg_stat_get_xact_tuples_updated(c.oid) + pg_stat_get_xact_tuples_deleted(c.oid)),
                                      ' ' ORDER BY n.place))
       END AS activity
  FROM unnest($1::text[]) WITH ORDINALITY n (name, place) JOIN pg_class c ON c.oid = to_regclass(n.name)
 WHERE c.relpersistence <> 't'
