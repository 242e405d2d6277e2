-- How many checks were asked of each unit, district and source in each month of one run, and how many were met?
-- A waived check is nobody's merit and does not count.
SELECT
  c.month,
  'unit' AS level,
  d.unit AS name,
  count(*) AS checks,
  count(*) FILTER (WHERE c.verdict = 1) AS met
FROM {prefix}checks AS c
INNER JOIN {prefix}household_months AS d ON d.household = c.household AND d.month = c.month
WHERE c.verdict <> 2
GROUP BY c.month, d.unit
UNION ALL
SELECT
  c.month,
  'district',
  d.ubigeo,
  count(*),
  count(*) FILTER (WHERE c.verdict = 1)
FROM {prefix}checks AS c
INNER JOIN {prefix}household_months AS d ON d.household = c.household AND d.month = c.month
WHERE c.verdict <> 2
GROUP BY c.month, d.ubigeo
UNION ALL
SELECT
  c.month,
  'source',
  f.source,
  count(*),
  count(*) FILTER (WHERE c.verdict = 1)
FROM {prefix}checks AS c
INNER JOIN {prefix}members AS p ON p.number = c.member
INNER JOIN {prefix}requirements AS r ON r.rank = c.requirement
INNER JOIN {prefix}facts AS f ON f.person = p.person AND f.month = c.month AND f.requirement = r.requirement
WHERE c.verdict <> 2
GROUP BY c.month, f.source
