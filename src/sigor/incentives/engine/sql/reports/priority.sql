-- Which priority follows from what was not met in the bimester, beside the one in the extract, and by which rule?
-- Each person is in the most urgent group of the months in which it did not comply; the rule of the highest priority decides for its household.
WITH failing AS (
  SELECT
    t.household,
    CASE WHEN max(t.early) > 0 THEN 'first_years' WHEN min(p.age) < l.small_months THEN 'small' ELSE 'student' END AS population,
    count(*) AS months
  FROM member_months AS t
  INNER JOIN person_months AS p ON p.household = t.household AND p.member = t.member AND p.month = t.month
  CROSS JOIN priority_limits AS l
  WHERE t.target AND NOT t.complies
  GROUP BY t.household, t.member, l.small_months
),
decided AS (
  SELECT
    f.household,
    min(r.place) AS place
  FROM failing AS f
  INNER JOIN priority_rules AS r ON r.population = f.population AND r.months = f.months
  GROUP BY f.household
)
SELECT
  n.household,
  n.unit,
  n.priority,
  r.priority AS suggested,
  r.reason
FROM now AS n
LEFT JOIN decided AS d ON d.household = n.number
INNER JOIN priority_rules AS r ON r.place = coalesce(d.place, (SELECT max(place) FROM priority_rules))
CROSS JOIN asked_unit AS u
WHERE n.affiliated AND (u.unit IS NULL OR n.unit = u.unit)
ORDER BY r.priority DESC, n.household
