-- Which units, districts and sources met every check in every month of every run, with enough checks in each?
SELECT
  y.level,
  y.name,
  CAST(count(*) AS BIGINT) AS months,
  CAST(sum(y.checks) AS BIGINT) AS checks
FROM compliance AS y
CROSS JOIN limits AS l
GROUP BY y.level, y.name
HAVING count(*) = (SELECT count(*) FROM (SELECT DISTINCT run, month FROM compliance) AS all_months)
  AND min(y.checks) >= min(l.checks_least)
  AND sum(y.checks) = sum(y.met)
