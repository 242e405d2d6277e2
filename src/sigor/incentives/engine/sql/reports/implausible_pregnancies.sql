-- Which pregnant persons are younger or older than is likely, or are men?
SELECT
  w.household,
  w.token AS person,
  max(w.age) // 12 AS years,
  max(w.sex) AS sex,
  max(w.unit) AS unit
FROM present AS w
INNER JOIN person_months AS p ON p.member = w.member AND p.month = w.month
CROSS JOIN limits AS l
WHERE p.pregnant AND (w.age < 12 * l.pregnant_from OR w.age >= 12 * (l.pregnant_to + 1) OR w.sex = 'M')
GROUP BY w.household, w.token
