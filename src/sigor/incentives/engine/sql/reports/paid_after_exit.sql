-- Which households are paid although they had left before the bimester and had not come back by its end?
SELECT
  h.household,
  CAST(h.left_on AS VARCHAR) AS left_on,
  h.left_cause,
  CAST(sum(l.cents) AS BIGINT) AS cents,
  d.unit
FROM households AS h
INNER JOIN lines AS l ON l.household = h.household
INNER JOIN household_months AS d ON d.household = h.number AND d.month = 2
CROSS JOIN (SELECT min(first_day) AS first_day, max(last_day) AS last_day FROM months) AS b
WHERE h.left_on < b.first_day
  AND (h.readmitted_on IS NULL OR h.readmitted_on < h.left_on OR h.readmitted_on > b.last_day)
GROUP BY h.household, h.left_on, h.left_cause, d.unit
