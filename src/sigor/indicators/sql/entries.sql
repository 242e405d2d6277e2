-- The filled cells of a unit's sheet as slices of their own, with one fact each.
INSERT INTO indicators_slice (delivery_id, indicator_id, period, scope_id, method)
SELECT d.id, e.indicator_id, d.period_from, d.unit_id, i.method_version
FROM indicators_entry AS e
JOIN indicators_delivery AS d ON d.id = e.delivery_id
JOIN indicators_indicator AS i ON i.id = e.indicator_id
WHERE d.id = %(delivery)s
  AND (
    e.numerator IS NOT NULL
    -- A cell that a correction leaves empty takes the former value away.
    OR EXISTS (
      SELECT 1 FROM indicators_slice AS f
      WHERE f.indicator_id = e.indicator_id AND f.period = d.period_from AND f.scope_id = d.unit_id
        AND f.accepted_at IS NOT NULL AND f.superseded_at IS NULL
    )
  );
INSERT INTO indicators_fact (slice_id, unit_id, numerator, denominator)
SELECT s.id, d.unit_id, e.numerator, CASE WHEN i.kind = 'ratio' THEN e.denominator END
FROM indicators_entry AS e
JOIN indicators_delivery AS d ON d.id = e.delivery_id
JOIN indicators_indicator AS i ON i.id = e.indicator_id
JOIN indicators_slice AS s ON s.delivery_id = d.id AND s.indicator_id = e.indicator_id
WHERE d.id = %(delivery)s AND e.numerator IS NOT NULL
