-- Does the operational system pay what the rules give? One row per household and concept of either list.
-- A row of nothing in their list is no row. difference: theirs less ours, in céntimos.
SELECT
  CASE
    WHEN t.household IS NULL THEN 'missing'
    WHEN o.household IS NULL AND s.eligible THEN 'extra'
    WHEN o.household IS NULL THEN 'not_eligible'
    WHEN o.cents = t.cents THEN 'matched'
    ELSE 'different_amount'
  END AS class,
  coalesce(o.household, t.household) AS household,
  coalesce(o.concept, t.concept) AS concept,
  CAST(o.cents AS BIGINT) AS ours,
  CAST(t.cents AS BIGINT) AS theirs,
  CAST(coalesce(t.cents, 0) - coalesce(o.cents, 0) AS BIGINT) AS difference,
  s.unit
FROM lines AS o
FULL OUTER JOIN (SELECT household, concept, cents FROM operational WHERE cents > 0) AS t
  ON t.household = o.household AND t.concept = o.concept
LEFT JOIN standing AS s ON s.household = coalesce(o.household, t.household)
