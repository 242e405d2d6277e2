-- Which households are paid although their class is not one of poverty?
SELECT
  h.household,
  h.class,
  CAST(sum(l.cents) AS BIGINT) AS cents,
  d.unit
FROM households AS h
INNER JOIN lines AS l ON l.household = h.household
INNER JOIN household_months AS d ON d.household = h.number AND d.month = 2
WHERE h.class NOT IN ('extreme', 'poor')
GROUP BY h.household, h.class, d.unit
