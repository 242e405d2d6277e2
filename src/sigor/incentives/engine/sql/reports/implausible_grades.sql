-- Whose grade is not that of the age, by the years completed on 31 March of the school year?
SELECT
  household,
  token AS person,
  grade,
  (12 * school_year + 3 - birth) // 12 AS years,
  unit
FROM present
INNER JOIN grade_ages USING (grade)
WHERE month = 2 AND (12 * school_year + 3 - birth) // 12 NOT BETWEEN youngest AND oldest
