-- How many rows of each class has each unit, and how much money? A household that is not in the extract has no unit.
SELECT
  class,
  unit,
  CAST(count(*) AS BIGINT) AS rows,
  CAST(coalesce(sum(ours), 0) AS BIGINT) AS ours,
  CAST(coalesce(sum(theirs), 0) AS BIGINT) AS theirs,
  CAST(coalesce(sum(difference), 0) AS BIGINT) AS difference
FROM compared
GROUP BY class, unit
ORDER BY unit, class
