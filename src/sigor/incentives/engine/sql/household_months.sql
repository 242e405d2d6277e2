-- One row per household and month: where it was, and whether it may be paid (contract, section 3: Place, Eligibility).
-- eligibility: 0 eligible, 1 not affiliated, 2 left, 3 suspended, 4 class not eligible, 5 class expired; the first that applies.
SELECT
  h.number AS household,
  m.month,
  CASE WHEN h.moved_on > m.first_day THEN h.previous_ubigeo ELSE h.ubigeo END AS ubigeo,
  CASE WHEN h.moved_on > m.first_day THEN h.previous_unit ELSE h.unit END AS unit,
  CASE
    WHEN h.affiliated_on > m.first_day OR h.readmitted_on > m.first_day THEN 1
    WHEN h.left_on <= m.last_day AND (h.readmitted_on IS NULL OR h.readmitted_on < h.left_on) THEN 2
    WHEN h.suspended_from <= m.last_day AND (h.suspended_until IS NULL OR h.suspended_until >= m.first_day) THEN 3
    WHEN NOT c.eligible THEN 4
    WHEN h.class_until < m.first_day THEN 5
    ELSE 0
  END AS eligibility,
  h.vraem
FROM households AS h
CROSS JOIN months AS m
INNER JOIN rule_classes AS c ON c.month = m.month AND c.class = h.class
