-- Σ numerator and Σ denominator of the facts of some slices: the nation, its departments and provinces, and the
-- territorial unit that attended each district on the last day of the period; of everybody, and of each class of person.
-- Facts are added up once, to the least areas that every level is made of; only those few sums are spread to the levels.
WITH least AS (
  SELECT
    f.slice_id,
    left(p.code, 4) AS province,
    coalesce(f.unit_id, u.unit_id)::text AS unit,
    f.person_id,
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
  WHERE f.slice_id = ANY(%(slices)s)
  GROUP BY 1, 2, 3, 4
)
SELECT
  l.slice_id,
  a.level,
  a.area,
  c.person_id,
  sum(l.numerator) AS numerator,
  sum(l.denominator) AS denominator,
  sum(l.facts)::bigint AS facts
FROM least AS l
CROSS JOIN LATERAL (
  VALUES
    ('nation', ''),
    ('department', left(l.province, 2)),
    ('province', l.province),
    ('unit', l.unit)
) AS a (level, area)
CROSS JOIN LATERAL (
  SELECT NULL::bigint AS person_id
  UNION ALL
  SELECT l.person_id WHERE l.person_id IS NOT NULL
) AS c
WHERE a.area IS NOT NULL
GROUP BY l.slice_id, a.level, a.area, c.person_id
