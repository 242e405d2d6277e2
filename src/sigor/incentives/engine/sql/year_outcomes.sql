-- Who passed the school year, and in which month that counts: the first of the bimester with a recorded pass, so that a
-- yearly transfer is paid once; top: 1 when the top third was recorded in the bimester.
SELECT
  f.person,
  min(CASE WHEN f.requirement = o.passed THEN f.month END) AS month,
  max(CASE WHEN f.requirement = o.top THEN 1 ELSE 0 END) AS top
FROM facts AS f
INNER JOIN rule_outcomes AS o ON o.month = f.month AND (f.requirement = o.passed OR f.requirement = o.top)
WHERE f.status = 'recorded' AND f.done >= 1
GROUP BY f.person
