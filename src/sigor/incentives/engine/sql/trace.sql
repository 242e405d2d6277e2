-- What became of each person in each month.
-- outcome: 0 not a target, 1 complied in an eligible household, 10 + r did not comply with requirement r,
-- 100 + e the household was not eligible for reason e. cents: what the person's own transfers add to the roll.
SELECT
  t.household,
  t.member,
  t.month,
  CASE
    WHEN NOT t.target THEN 0
    WHEN t.eligibility > 0 THEN 100 + t.eligibility
    WHEN t.complies THEN 1
    ELSE 10 + t.reason
  END AS outcome,
  CASE
    WHEN t.eligibility > 0 THEN 0
    ELSE CASE WHEN NOT t.complies OR t.student = 0 THEN 0
           WHEN t.student = 1 THEN CASE WHEN t.month = 1 THEN r.tbs_1 ELSE r.tbs_2 END
           ELSE CASE WHEN t.month = 1 THEN r.tas_1 ELSE r.tas_2 END END
      + CASE WHEN t.annual = 0 OR t.annual = 3 THEN 0 WHEN t.month = 1 THEN r.vraem_1 ELSE r.vraem_2 END
      + CASE WHEN t.annual < 2 THEN 0 WHEN t.month = 1 THEN r.vraem_ts_1 ELSE r.vraem_ts_2 END
  END AS cents
FROM member_months AS t
CROSS JOIN rates AS r
