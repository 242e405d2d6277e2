-- Who is said to be born after the bimester? They may not be present yet, but they are in the extract.
SELECT
  h.household,
  p.token AS person,
  p.birth_month,
  d.unit
FROM members AS p
INNER JOIN households AS h ON h.number = p.household
INNER JOIN household_months AS d ON d.household = p.household AND d.month = 2
WHERE p.birth > (SELECT max(number) FROM months)
