-- One row per person, month and requirement that applies: its verdict (contract: Verdict).
-- verdict: 1 met, 2 exempt, 3 not met, 4 not located, 5 unknown. A requirement without a fact is unknown, never met.
SELECT
  p.household,
  p.member,
  p.month,
  r.rank AS requirement,
  CASE
    WHEN f.status = 'exempt' THEN 2
    WHEN f.status = 'recorded' AND NOT r.is_share AND f.done >= r.due THEN 1
    WHEN f.status = 'recorded' AND r.is_share AND f.expected > 0 AND 100 * f.done >= l.attendance_percent * f.expected THEN 1
    WHEN x.rank IS NOT NULL THEN 2
    WHEN f.status = 'not_located' THEN 4
    WHEN f.status = 'recorded' AND r.is_share AND coalesce(f.expected, 0) = 0 THEN 5
    WHEN f.status = 'recorded' THEN 3
    ELSE 5
  END AS verdict,
  f.done,
  CASE WHEN r.is_share THEN f.expected ELSE r.due END AS due
FROM person_months AS p
INNER JOIN rule_requirements AS r
  ON r.month = p.month
  AND CASE WHEN r.of_pregnant THEN p.pregnant ELSE p.child END
  AND CASE WHEN r.of_pregnant THEN p.gestation ELSE p.age END BETWEEN r.age_from AND r.age_to
  AND mod(CASE WHEN r.of_pregnant THEN p.gestation ELSE p.age END - r.age_from, r.every) = 0
INNER JOIN rule_limits AS l ON l.month = p.month
LEFT JOIN exempt_places AS x ON x.month = p.month AND x.ubigeo = p.ubigeo AND x.rank = r.rank
LEFT JOIN facts AS f ON f.person = p.person AND f.month = p.month AND f.requirement = r.requirement
