-- What the rules say of each district in each month: is it a pilot area of the first years?
-- One row per month and district in which some household was.
SELECT
  d.month,
  d.ubigeo,
  count(a.prefix) > 0 AS pilot
FROM (SELECT DISTINCT month, ubigeo FROM household_months) AS d
LEFT JOIN rule_areas AS a
  ON a.month = d.month AND a.area = 'TPI_URBANO' AND substr(d.ubigeo, 1, length(a.prefix)) = a.prefix
GROUP BY d.month, d.ubigeo
