-- Takes the notices that the stage has collected, one row a kind with up to five examples.
WITH taken AS (
    DELETE FROM stg_notice RETURNING kind, subject, detail
)
SELECT kind, count(*) AS count,
       array_to_string((array_agg(DISTINCT subject || coalesce(' (' || detail || ')', '')))[1:5], ', ') AS examples
  FROM taken GROUP BY kind ORDER BY kind
