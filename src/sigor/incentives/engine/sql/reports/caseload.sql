-- How many households of the Programme has each unit at each priority of accompaniment, as the extract says?
SELECT
  unit,
  CAST(count(*) FILTER (WHERE priority = 1) AS BIGINT) AS priority_1,
  CAST(count(*) FILTER (WHERE priority = 2) AS BIGINT) AS priority_2,
  CAST(count(*) FILTER (WHERE priority = 3) AS BIGINT) AS priority_3,
  CAST(count(*) FILTER (WHERE priority = 4) AS BIGINT) AS priority_4,
  CAST(count(*) FILTER (WHERE priority = 5) AS BIGINT) AS priority_5,
  CAST(count(*) FILTER (WHERE priority IS NULL) AS BIGINT) AS without_priority,
  CAST(count(*) AS BIGINT) AS households
FROM now
WHERE affiliated
GROUP BY unit
ORDER BY unit
