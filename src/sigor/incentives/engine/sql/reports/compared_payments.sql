-- Did the bank pay what the operational list told it to? One row per household of either list.
-- Here `ours` is the household's total in the operational list and `theirs` what the bank says; there is no concept.
-- Another amount is another amount, whether it was paid or came back.
SELECT
  CASE
    WHEN b.household IS NULL THEN 'bank_missing'
    WHEN t.household IS NULL THEN 'bank_extra'
    WHEN b.cents <> t.cents THEN 'bank_different'
    WHEN b.status = 'returned' THEN 'bank_returned'
    ELSE 'bank_paid'
  END AS class,
  coalesce(t.household, b.household) AS household,
  CAST(NULL AS VARCHAR) AS concept,
  CAST(t.cents AS BIGINT) AS ours,
  CAST(b.cents AS BIGINT) AS theirs,
  CAST(coalesce(b.cents, 0) - coalesce(t.cents, 0) AS BIGINT) AS difference,
  s.unit
FROM (SELECT household, sum(cents) AS cents FROM operational WHERE cents > 0 GROUP BY household) AS t
FULL OUTER JOIN (SELECT household, cents, status FROM bank WHERE cents > 0) AS b ON b.household = t.household
LEFT JOIN standing AS s ON s.household = coalesce(t.household, b.household)
