-- Which households came, came back, stayed and went since the former moment, by unit, and why did those go?
-- A household counts where it is now; one that is no longer in the extract, where it was.
-- Came back: its readmission is of these days. New: neither that nor in the Programme before.
SELECT
  m.unit,
  m.movement,
  m.cause,
  CAST(count(*) AS BIGINT) AS households
FROM (
  SELECT
    coalesce(n.unit, b.unit) AS unit,
    CASE
      WHEN coalesce(n.affiliated, FALSE) AND n.readmitted_on > s.former_day THEN 'readmitted'
      WHEN coalesce(n.affiliated, FALSE) AND coalesce(b.affiliated, FALSE) THEN 'continuing'
      WHEN coalesce(n.affiliated, FALSE) THEN 'new'
      WHEN b.affiliated THEN 'out'
    END AS movement,
    CASE
      WHEN coalesce(n.affiliated, FALSE) THEN NULL
      WHEN n.household IS NULL THEN s.gone
      ELSE n.left_cause
    END AS cause
  FROM now AS n
  FULL OUTER JOIN before AS b ON b.household = n.household
  CROSS JOIN since AS s
) AS m
WHERE m.movement IS NOT NULL
GROUP BY m.unit, m.movement, m.cause
ORDER BY m.unit, m.movement, m.cause
