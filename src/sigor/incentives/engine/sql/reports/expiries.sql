-- In which month do the classes of the households in the Programme expire, by unit?
SELECT
  strftime(n.class_until, '%Y-%m') AS month,
  n.unit,
  CAST(count(*) AS BIGINT) AS households
FROM now AS n
CROSS JOIN window_of_days AS w
WHERE n.affiliated AND n.class_until BETWEEN w.first_day AND w.last_day
GROUP BY strftime(n.class_until, '%Y-%m'), n.unit
ORDER BY 1, 2
