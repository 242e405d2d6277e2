-- Which holders of a household are too young to receive its money?
SELECT
  w.household,
  w.token AS person,
  w.age // 12 AS years,
  w.unit
FROM present AS w
CROSS JOIN limits AS l
WHERE w.month = 2 AND w.role = 'holder' AND w.age >= 0 AND w.age < 12 * l.holder_from
