-- Was the household eligible in some month of the bimester, and which unit attended it at its end? By pseudonym.
SELECT
  h.household,
  max(CASE WHEN m.eligibility = 0 THEN 1 ELSE 0 END) = 1 AS eligible,
  max(CASE WHEN m.month = 2 THEN m.unit END) AS unit
FROM households AS h
INNER JOIN household_months AS m ON m.household = h.number
GROUP BY h.household
