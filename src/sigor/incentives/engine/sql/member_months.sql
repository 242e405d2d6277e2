-- One row per person and month: verdict and reason (contract: A person complies), and what may be earned.
-- A person's reason is the first requirement, by rank, that does not count; 0 when all of them count.
-- annual: 1 VRAEM, 2 VRAEM and its top third, 3 only the top third (where their bimesters differ).
-- In `decisive` the rank stands before the verdict (rank * 8 + verdict), so that the smallest is the first.
WITH judged AS (
  SELECT
    c.household,
    c.member,
    c.month,
    min(CASE WHEN NOT v.counts THEN c.requirement * 8 + c.verdict END) AS decisive,
    max(CASE WHEN c.verdict = 1 THEN 1 ELSE 0 END) AS any_met,
    max(CASE WHEN c.verdict = 2 THEN 1 ELSE 0 END) AS any_exempt
  FROM checks AS c
  INNER JOIN rule_verdicts AS v ON v.month = c.month AND v.verdict = c.verdict
  GROUP BY c.household, c.member, c.month
)
SELECT
  p.household,
  p.member,
  p.month,
  p.eligibility,
  p.target,
  p.target AND j.decisive IS NULL AS complies,
  CASE
    WHEN j.decisive IS NOT NULL THEN j.decisive & 7
    WHEN j.any_met = 1 THEN 1
    WHEN j.any_exempt = 1 THEN 2
    ELSE 0
  END AS verdict,
  CASE WHEN j.decisive IS NULL THEN 0 ELSE j.decisive >> 3 END AS reason,
  p.early,
  p.student,
  CASE
    WHEN NOT p.annual OR y.person IS NULL THEN 0
    WHEN o.pays_top AND y.top = 1 THEN CASE WHEN o.pays THEN 2 ELSE 3 END
    WHEN o.pays THEN 1
    ELSE 0
  END AS annual
FROM person_months AS p
INNER JOIN rule_outcomes AS o ON o.month = p.month
LEFT JOIN judged AS j ON j.household = p.household AND j.member = p.member AND j.month = p.month
LEFT JOIN year_outcomes AS y ON y.person = p.person AND y.month = p.month
ORDER BY p.household, p.member, p.month
