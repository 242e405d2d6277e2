-- How many households of each district are in the Programme, of how many that somebody else counted?
SELECT
  coalesce(a.ubigeo, d.ubigeo) AS ubigeo,
  CAST(coalesce(a.affiliated, 0) AS BIGINT) AS affiliated,
  d.households,
  d.ubigeo IS NOT NULL AS in_file
FROM (SELECT ubigeo, count(*) AS affiliated FROM now WHERE affiliated GROUP BY ubigeo) AS a
FULL OUTER JOIN denominators AS d ON d.ubigeo = a.ubigeo
ORDER BY 1
