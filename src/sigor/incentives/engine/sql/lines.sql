-- What is paid: one row per household and concept, units by month and céntimos. Never a row of nothing.
SELECT
  h.household,
  l.concept,
  l.units_1,
  l.units_2,
  l.cents
FROM (
  SELECT household, 'TB' AS concept, tb_1 AS units_1, tb_2 AS units_2, tb AS cents FROM roll
  UNION ALL
  SELECT household, 'TPI', tpi_1, tpi_2, tpi FROM roll
  UNION ALL
  SELECT household, 'TPIU', tpiu_1, tpiu_2, tpiu FROM roll
  UNION ALL
  SELECT household, 'TBS', tbs_1, tbs_2, tbs FROM roll
  UNION ALL
  SELECT household, 'TAS', tas_1, tas_2, tas FROM roll
  UNION ALL
  SELECT household, 'VRAEM', vraem_1, vraem_2, vraem FROM roll
  UNION ALL
  SELECT household, 'VRAEM_TS', vraem_ts_1, vraem_ts_2, vraem_ts FROM roll
) AS l
INNER JOIN households AS h ON h.number = l.household
WHERE l.cents > 0
ORDER BY h.household, l.concept
