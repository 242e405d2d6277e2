-- Which households come first when all are put in the order of a digest of the seed and their pseudonym?
SELECT household
FROM households
ORDER BY sha256(CAST(? AS VARCHAR) || household), household
LIMIT ?
