-- Which requirements a norm waives in each district and month.
SELECT DISTINCT
  p.month,
  p.ubigeo,
  r.rank
FROM places AS p
INNER JOIN rule_exemptions AS e ON e.month = p.month AND substr(p.ubigeo, 1, length(e.prefix)) = e.prefix
INNER JOIN rule_requirements AS r ON r.month = p.month AND (e.requirement IS NULL OR e.requirement = r.requirement)
