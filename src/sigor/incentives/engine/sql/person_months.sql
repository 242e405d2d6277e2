-- One row per person and month: what each was in it (contract: Age, Present, Pregnant, Child, First years, Student).
WITH person AS (
  SELECT
    p.number AS member,
    p.household,
    p.person,
    m.month,
    m.year,
    h.ubigeo,
    h.eligibility,
    h.vraem,
    p.grade,
    p.school_year,
    m.number - p.birth AS age,
    m.number - p.pregnant_month AS gestation,
    l.first_years_months,
    (p.joined_on IS NULL OR p.joined_on <= m.last_day) AND (p.left_on IS NULL OR p.left_on >= m.first_day)
      AND p.pregnant_from <= m.last_day AND (p.pregnant_until IS NULL OR p.pregnant_until >= m.first_day) AS pregnant,
    (p.joined_on IS NULL OR p.joined_on <= m.last_day) AND (p.left_on IS NULL OR p.left_on >= m.first_day)
      AND m.number - p.birth >= 0 AND m.number - p.birth < l.child_months
      AND (p.completed_on IS NULL OR p.completed_on >= m.first_day) AS child
  FROM members AS p
  CROSS JOIN months AS m
  INNER JOIN rule_limits AS l ON l.month = m.month
  INNER JOIN household_months AS h ON h.household = p.household AND h.month = m.month
)
SELECT
  n.household,
  n.member,
  n.person,
  n.month,
  n.ubigeo,
  n.eligibility,
  n.age,
  n.gestation,
  coalesce(n.pregnant, FALSE) AS pregnant,
  n.child,
  n.child OR coalesce(n.pregnant, FALSE) AS target,
  CASE
    WHEN coalesce(n.pregnant, FALSE) OR (n.child AND n.age <= n.first_years_months)
    THEN CASE WHEN d.pilot THEN 2 ELSE 1 END
    ELSE 0
  END AS early,
  CASE WHEN n.child AND n.school_year = n.year THEN coalesce(s.student, 0) ELSE 0 END AS student,
  coalesce(n.child AND n.school_year = n.year AND n.vraem AND substr(n.grade, 1, 1) = 'S', FALSE) AS annual
FROM person AS n
INNER JOIN places AS d ON d.month = n.month AND d.ubigeo = n.ubigeo
LEFT JOIN student_places AS s ON s.month = n.month AND s.ubigeo = n.ubigeo AND s.grade = n.grade
