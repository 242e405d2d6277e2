-- The roll: one row per household, in céntimos (contract: Paid for month m).
--
-- What the persons of a household bring to a month is gathered as marks, each a power of two:
--    1  the household is not eligible
--    2  there is a target                     4  a target did not comply
--    8  somebody of the first years          16  one of them did not comply
--   32  the same in a pilot area             64  one of them did not comply
-- The marks of the second month stand 128 times higher. A month is paid when exactly the wanted marks are there:
-- of 1, 2 and 4 only 2; of 1, 8 and 16 only 8; of 1, 32 and 64 only 32. A household without targets has no 2.
--
-- Persons who earn by themselves are counted four counters to one number, each 65,536 times higher than the one before
-- (intake refuses a household of more than 1,000 persons): for students TBS of both months, then TAS of both months;
-- for the year VRAEM of both months, then the top third of both months.
WITH marked AS (
  SELECT
    household,
    month,
    CASE WHEN eligibility > 0 THEN 1 ELSE 0 END
    + CASE WHEN NOT target THEN 0 WHEN complies THEN 2 ELSE 6 END
    + CASE WHEN early <> 1 THEN 0 WHEN complies THEN 8 ELSE 24 END
    + CASE WHEN early <> 2 THEN 0 WHEN complies THEN 32 ELSE 96 END AS mark,
    CASE
      WHEN eligibility > 0 OR NOT complies OR student = 0 THEN 0
      WHEN student = 1 THEN CASE WHEN month = 1 THEN 1 ELSE 65536 END
      ELSE CASE WHEN month = 1 THEN 4294967296 ELSE 281474976710656 END
    END AS student,
    CASE
      WHEN eligibility > 0 OR annual = 0 THEN 0
      ELSE CASE WHEN annual > 2 THEN 0 WHEN month = 1 THEN 1 ELSE 65536 END
        + CASE WHEN annual < 2 THEN 0 WHEN month = 1 THEN 4294967296 ELSE 281474976710656 END
    END AS year
  FROM member_months
),
gathered AS (
  SELECT
    household,
    bit_or(CASE WHEN month = 1 THEN mark ELSE mark * 128 END) AS marks,
    CAST(sum(student) AS BIGINT) AS students,
    CAST(sum(year) AS BIGINT) AS years
  FROM marked
  GROUP BY household
),
units AS (
  SELECT
    household,
    marks,
    CAST(students & 65535 AS INTEGER) AS tbs_1,
    CAST((students >> 16) & 65535 AS INTEGER) AS tbs_2,
    CAST((students >> 32) & 65535 AS INTEGER) AS tas_1,
    CAST((students >> 48) & 65535 AS INTEGER) AS tas_2,
    CAST(years & 65535 AS INTEGER) AS vraem_1,
    CAST((years >> 16) & 65535 AS INTEGER) AS vraem_2,
    CAST((years >> 32) & 65535 AS INTEGER) AS vraem_ts_1,
    CAST((years >> 48) & 65535 AS INTEGER) AS vraem_ts_2,
    CASE WHEN (marks & 7) = 2 THEN 1 ELSE 0 END AS tb_1,
    CASE WHEN (marks & 896) = 256 THEN 1 ELSE 0 END AS tb_2,
    CASE WHEN (marks & 25) = 8 THEN 1 ELSE 0 END AS tpi_1,
    CASE WHEN (marks & 3200) = 1024 THEN 1 ELSE 0 END AS tpi_2,
    CASE WHEN (marks & 97) = 32 THEN 1 ELSE 0 END AS tpiu_1,
    CASE WHEN (marks & 12416) = 4096 THEN 1 ELSE 0 END AS tpiu_2
  FROM gathered
),
priced AS (
  SELECT
    u.household, u.marks,
    u.tb_1, u.tb_2, u.tpi_1, u.tpi_2, u.tpiu_1, u.tpiu_2, u.tbs_1, u.tbs_2, u.tas_1, u.tas_2,
    u.vraem_1, u.vraem_2, u.vraem_ts_1, u.vraem_ts_2,
    u.tb_1 * r.tb_1 + u.tb_2 * r.tb_2 AS tb,
    u.tpi_1 * r.tpi_1 + u.tpi_2 * r.tpi_2 AS tpi,
    u.tpiu_1 * r.tpiu_1 + u.tpiu_2 * r.tpiu_2 AS tpiu,
    u.tbs_1 * r.tbs_1 + u.tbs_2 * r.tbs_2 AS tbs,
    u.tas_1 * r.tas_1 + u.tas_2 * r.tas_2 AS tas,
    u.vraem_1 * r.vraem_1 + u.vraem_2 * r.vraem_2 AS vraem,
    u.vraem_ts_1 * r.vraem_ts_1 + u.vraem_ts_2 * r.vraem_ts_2 AS vraem_ts
  FROM units AS u
  CROSS JOIN rates AS r
)
SELECT
  household, marks,
  tb_1, tb_2, tpi_1, tpi_2, tpiu_1, tpiu_2, tbs_1, tbs_2, tas_1, tas_2, vraem_1, vraem_2, vraem_ts_1, vraem_ts_2,
  tb, tpi, tpiu, tbs, tas, vraem, vraem_ts,
  tb + tpi + tpiu + tbs + tas + vraem + vraem_ts AS total
FROM priced
ORDER BY household
