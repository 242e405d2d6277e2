-- Who passed the school year, and who was in the top third, where the rules pay for it in this bimester.
SELECT
  f.person,
  f.month,
  max(CASE WHEN f.requirement = o.passed THEN 1 ELSE 0 END) AS passed,
  max(CASE WHEN f.requirement = o.top THEN 1 ELSE 0 END) AS top
FROM facts AS f
INNER JOIN rule_outcomes AS o ON o.month = f.month AND (f.requirement = o.passed OR f.requirement = o.top)
WHERE f.status = 'recorded' AND f.done >= 1
GROUP BY f.person, f.month
