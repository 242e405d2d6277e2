-- Which persons of one household have the same birth month, sex and grade (or none)?
SELECT
  household,
  list_sort(list(token)) AS persons,
  max(grade) AS grade,
  max(unit) AS unit
FROM present
WHERE month = 2
GROUP BY household, birth, sex, grade
HAVING count(DISTINCT person) > 1
