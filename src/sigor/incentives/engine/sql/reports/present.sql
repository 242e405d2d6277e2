-- Who was in which household in each month, whatever the household's right to be paid (contract: Present).
-- age: in months. unit: that of the household in the month.
SELECT
  h.household,
  h.number AS home,
  p.number AS member,
  p.person,
  p.token,
  m.month,
  m.number - p.birth AS age,
  p.birth,
  p.sex,
  p.role,
  p.grade,
  p.school_year,
  d.unit
FROM members AS p
CROSS JOIN months AS m
INNER JOIN households AS h ON h.number = p.household
INNER JOIN household_months AS d ON d.household = p.household AND d.month = m.month
WHERE (p.joined_on IS NULL OR p.joined_on <= m.last_day) AND (p.left_on IS NULL OR p.left_on >= m.first_day)
