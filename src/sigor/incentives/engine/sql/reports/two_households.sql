-- Which persons were in more than one household in the same month?
SELECT
  token AS person,
  list_sort(list(DISTINCT household)) AS households,
  list_sort(list(DISTINCT unit)) AS units
FROM present
WHERE (person, month) IN (SELECT person, month FROM present GROUP BY person, month HAVING count(DISTINCT home) > 1)
GROUP BY token
