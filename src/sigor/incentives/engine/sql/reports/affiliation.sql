-- Was the household in the Programme at the end of {day}, whatever its right to be paid, and where was it then?
-- In: affiliated, not waiting to be readmitted, and not gone since (contract: Eligibility, not affiliated and left).
SELECT
  h.household,
  h.number,
  h.affiliated_on <= {day} AND (h.readmitted_on IS NULL OR h.readmitted_on <= {day})
    AND NOT coalesce(h.left_on <= {day} AND (h.readmitted_on IS NULL OR h.readmitted_on < h.left_on), FALSE) AS affiliated,
  h.readmitted_on,
  h.left_cause,
  h.class_until,
  h.priority,
  d.unit,
  d.ubigeo
FROM {prefix}households AS h
INNER JOIN {prefix}household_months AS d ON d.household = h.number AND d.month = 2
