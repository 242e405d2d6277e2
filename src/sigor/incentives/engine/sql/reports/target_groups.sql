-- How many of the target population has each unit in the second month, in households of the Programme?
-- Children are in one group each: by age under three, then by the grade of this school year or the last one (in
-- January and February there is no other), then by age again. A pregnant girl is also in her own group as a child.
SELECT
  g.unit,
  CAST(count(*) FILTER (WHERE g.pregnant) AS BIGINT) AS pregnant,
  CAST(count(*) FILTER (WHERE g.child_group = 1) AS BIGINT) AS under_12_months,
  CAST(count(*) FILTER (WHERE g.child_group = 2) AS BIGINT) AS from_1_to_2_years,
  CAST(count(*) FILTER (WHERE g.child_group = 3) AS BIGINT) AS from_3_to_5_years,
  CAST(count(*) FILTER (WHERE g.child_group = 4) AS BIGINT) AS primary_school,
  CAST(count(*) FILTER (WHERE g.child_group = 5) AS BIGINT) AS secondary_school,
  CAST(count(*) FILTER (WHERE g.child_group = 6) AS BIGINT) AS other_children,
  CAST(count(*) AS BIGINT) AS people
FROM (
  SELECT
    n.unit,
    t.pregnant,
    CASE
      WHEN NOT t.child THEN 0
      WHEN t.age < 12 THEN 1
      WHEN t.age < 36 THEN 2
      WHEN substr(p.grade, 1, 1) = 'P' AND p.school_year >= m.year - 1 THEN 4
      WHEN substr(p.grade, 1, 1) = 'S' AND p.school_year >= m.year - 1 THEN 5
      WHEN t.age < 72 THEN 3
      ELSE 6
    END AS child_group
  FROM person_months AS t
  INNER JOIN members AS p ON p.number = t.member
  INNER JOIN months AS m ON m.month = t.month
  INNER JOIN now AS n ON n.number = t.household
  WHERE t.month = 2 AND t.target AND n.affiliated
) AS g
GROUP BY g.unit
ORDER BY g.unit
