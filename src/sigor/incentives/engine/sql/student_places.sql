-- Which student transfer a grade takes in each district and month: 1 TBS, 2 TAS.
SELECT
  p.month,
  p.ubigeo,
  g.grade,
  max(g.student) AS student
FROM places AS p
INNER JOIN rule_grades AS g ON g.month = p.month
LEFT JOIN rule_areas AS a ON a.month = g.month AND a.area = g.area
WHERE g.area IS NULL OR substr(p.ubigeo, 1, length(a.prefix)) = a.prefix
GROUP BY p.month, p.ubigeo, g.grade
