-- The slices of a delivery come into force: each takes the place of the one in force before it.
WITH fresh AS (
  SELECT id, indicator_id, period, scope_id FROM indicators_slice WHERE delivery_id = %(delivery)s AND accepted_at IS NULL
),
former AS (
  UPDATE indicators_slice AS s SET superseded_at = %(at)s
  FROM fresh AS f
  WHERE s.indicator_id = f.indicator_id AND s.period = f.period AND s.scope_id IS NOT DISTINCT FROM f.scope_id
    AND s.accepted_at IS NOT NULL AND s.superseded_at IS NULL
  RETURNING s.id
)
SELECT count(*) FROM former;
UPDATE indicators_slice AS s
SET accepted_at = %(at)s,
    edition = 1 + (
      SELECT coalesce(max(o.edition), 0) FROM indicators_slice AS o
      WHERE o.indicator_id = s.indicator_id AND o.period = s.period AND o.scope_id IS NOT DISTINCT FROM s.scope_id
    )
WHERE s.delivery_id = %(delivery)s AND s.accepted_at IS NULL
