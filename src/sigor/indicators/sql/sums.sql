-- Σ numerator and Σ denominator of the facts of some slices: the nation, its departments and provinces, and the
-- territorial unit that attended each district on the last day of the period; of everybody, and of each class of person.
SELECT
  f.slice_id,
  a.level,
  a.area,
  c.person_id,
  sum(f.numerator) AS numerator,
  sum(f.denominator) AS denominator,
  count(*) AS facts
FROM indicators_fact AS f
JOIN indicators_slice AS s ON s.id = f.slice_id
JOIN indicators_indicator AS i ON i.id = s.indicator_id
LEFT JOIN organisation_place AS p ON p.id = f.place_id
LEFT JOIN organisation_coverage AS u
  ON u.place_id = f.place_id
  AND u.valid_from <= indicators_last_day(s.period, i.frequency)
  AND (u.valid_to IS NULL OR u.valid_to >= indicators_last_day(s.period, i.frequency))
CROSS JOIN LATERAL (
  VALUES
    ('nation', ''),
    ('department', left(p.code, 2)),
    ('province', left(p.code, 4)),
    ('unit', coalesce(f.unit_id, u.unit_id)::text)
) AS a (level, area)
CROSS JOIN LATERAL (
  SELECT NULL::bigint AS person_id
  UNION ALL
  SELECT f.person_id WHERE f.person_id IS NOT NULL
) AS c
WHERE f.slice_id = ANY(%(slices)s) AND a.area IS NOT NULL
GROUP BY f.slice_id, a.level, a.area, c.person_id
