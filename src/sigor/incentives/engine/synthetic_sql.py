"""The texts that make up synthetic households, members and facts; `synthetic` fills in the days and runs them."""

# A draw is an integer mix of 32 bits in steps that cannot overflow, so that the same seed gives the same rows with
# every release of DuckDB (its own hash() may change). Each half of a draw is used once: `share` takes the lower,
# `upto` the upper. Draws are made in a step of their own, since inside a CASE they would be computed again.
# The mix is one to one, so a pseudonym made of it and of a second one is never given twice; the fifth sign is always a
# letter, so that none holds eight digits in a row, which is what an identity number looks like.
MACROS = """
CREATE MACRO mix_1(x) AS (xor(x, x >> 16) * 2146121005) & 4294967295;
CREATE MACRO mix_2(x) AS (xor(x, x >> 15) * 2221713035) & 4294967295;
CREATE MACRO mix_3(x) AS xor(x, x >> 16);
CREATE MACRO draw(key, stream) AS
    mix_3(mix_2(mix_1((key::UBIGINT + (stream + {seed} * 101)::UBIGINT * 2654435769::UBIGINT) & 4294967295)));
CREATE MACRO share(drawn) AS (drawn & 65535) / 65536.0::DOUBLE;
CREATE MACRO upto(drawn, many) AS ((drawn >> 16) % many)::INTEGER;
CREATE MACRO shuffled(drawn) AS (drawn * 2654435769::UBIGINT) & 4294967295;
CREATE MACRO signs_2(number) AS {pairs}[(number & 1023)::BIGINT + 1];
CREATE MACRO letter(number) AS substr('ABCDEFGHJKMNPQRS', (number & 15)::BIGINT + 1, 1);
CREATE MACRO signs(high, low) AS signs_2(high >> 22) || signs_2(high >> 12) || letter(high >> 8)
    || signs_2(((high & 255) << 2) | (low >> 30)) || signs_2(low >> 20) || signs_2(low >> 10);
CREATE MACRO month_text(number) AS ((number - 1) // 12) || '-' || lpad((((number - 1) % 12) + 1)::VARCHAR, 2, '0');
"""

SLOTS = """
CREATE TEMP TABLE slots AS
SELECT unnest(generate_series(first_slot, last_slot)) AS slot, ubigeo, unit, in_vraem
FROM (SELECT unnest($1) AS ubigeo, unnest($2) AS unit, unnest($3) AS in_vraem,
             unnest($4) AS first_slot, unnest($5) AS last_slot)
"""

# Days are counted from the first of the bimester. The fourth household is never poor: something to find even in
# the smallest extract.
HOMES = """
CREATE TEMP TABLE homes AS
WITH drawn AS (
    SELECT n, draw(n, 1) AS a, draw(n, 2) AS b, draw(n, 3) AS c, draw(n, 4) AS d, draw(n, 5) AS e, draw(n, 6) AS f,
        draw(n, 7) AS g, draw(n, 8) AS h, draw(n, 9) AS i, draw(n, 10) AS j, draw(n, 11) AS k
    FROM range({households}) AS numbers(n)
), told AS (
    SELECT n, 'H' || signs(a, k) AS id, (k & 65535)::INTEGER AS slot, share(i) AS reached,
        CASE WHEN share(b) < 0.008 THEN ((k & 65535)::INTEGER + 40 + upto(k, 400)) & 65535 END AS old_slot,
        DATE '{first}' + upto(b, {days}) AS moving,
        CASE WHEN n = 3 OR share(c) < 0.008 THEN 'not_poor' WHEN share(c) < 0.38 THEN 'poor' ELSE 'extreme' END AS class,
        DATE '{first}' + CASE WHEN share(d) < 0.01 THEN -1 - upto(d, 200) ELSE upto(d, 2000) END AS class_until,
        DATE '{first}' + CASE WHEN share(e) < 0.006 THEN upto(e, {days}) ELSE -430 - upto(e, 4500) END AS affiliated_on,
        CASE WHEN share(e) < 0.006 THEN NULL WHEN share(f) < 0.004 THEN DATE '{first}' + upto(f, {days})
             WHEN share(f) < 0.012 THEN DATE '{first}' - 1 - upto(f, 365) END AS left_on,
        CASE WHEN share(g) < 0.01 THEN DATE '{first}' - 1 - upto(g, 120)
             WHEN share(g) < 0.013 THEN DATE '{first}' - 200 - upto(g, 120) END AS suspended_from,
        CASE WHEN share(g) < 0.006 THEN NULL WHEN share(g) < 0.01 THEN DATE '{first}' + upto(h, 90)
             WHEN share(g) < 0.013 THEN DATE '{first}' - 1 - upto(h, 100) END AS suspended_until,
        share(h) < 0.3 AS came_back, DATE '{last}' AS last, upto(i, 200) AS away,
        CASE WHEN left_on IS NOT NULL THEN ['NO_TARGET', 'CLASS', 'RENOUNCED', 'NOT_FOUND'][1 + upto(e, 4)] END AS left_cause,
        CASE WHEN share(j) >= 0.3 THEN [1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5][1 + upto(j, 11)] END AS priority,
        CASE WHEN share(a) < 0.04 THEN 0 WHEN share(a) < 0.60 THEN 1 WHEN share(a) < 0.89 THEN 2
             WHEN share(a) < 0.975 THEN 3 WHEN share(a) < 0.993 THEN 4 ELSE 5 END AS others
    FROM drawn
)
SELECT n, id AS household, here.ubigeo, here.unit, CASE WHEN old_slot IS NOT NULL THEN moving END AS moved_on,
    there.ubigeo AS previous_ubigeo, there.unit AS previous_unit, class, class_until, affiliated_on,
    CASE WHEN came_back AND left_on + 30 <= last THEN least(left_on + 30 + away, last) END AS readmitted_on,
    left_on, left_cause, suspended_from, suspended_until, here.in_vraem AND reached < 0.6 AS vraem,
    priority::INTEGER AS priority, others
FROM told JOIN slots here ON here.slot = told.slot LEFT JOIN slots there ON there.slot = told.old_slot
"""

# `grade` is a number here (3 to 5 initial, 6 to 11 primary, 12 to 16 secondary); `key` is what a person draws by.
PEOPLE = """
CREATE TEMP TABLE people AS
WITH born AS (
    SELECT n, household, place, n * 16 + place + 1073741824 AS key
    FROM (SELECT n, household, unnest(generate_series(0, others))::INTEGER AS place FROM homes)
), drawn AS (
    SELECT *, draw(key, 30) AS a, draw(key, 31) AS b, draw(key, 32) AS c, draw(key, 33) AS d, draw(key, 34) AS e,
        draw(key, 35) AS f, draw(key, 36) AS g
    FROM born
), cast_in AS (
    SELECT *, CASE WHEN place = 0 THEN 'holder' WHEN share(g) < 0.03 THEN 'spouse' WHEN share(g) < 0.04 THEN 'other'
                   ELSE 'child' END AS role
    FROM drawn
), aged AS (
    SELECT *, CASE role WHEN 'child' THEN upto(g, 236) ELSE 216 + upto(g, 504) END AS age, {number} - age AS birth,
        CASE WHEN share(b) < CASE role WHEN 'holder' THEN 0.93 WHEN 'spouse' THEN 0.07 ELSE 0.5 END THEN 'F' ELSE 'M' END AS sex,
        CASE WHEN share(d) < 0.006 THEN DATE '{first}' - 100 + upto(c, 155) END AS went,
        DATE '{last}' - upto(f, 700) AS conceived, conceived + 266 + upto(e, 15) AS delivered
    FROM cast_in
), schooled AS (
    SELECT *,
        CASE WHEN age < 3 THEN make_date((birth - 1) // 12, (birth - 1) % 12 + 1, 1 + upto(d, 28))
             WHEN share(c) < 0.02 THEN DATE '{first}' - 400 + upto(d, 440) END AS joined_on,
        sex = 'F' AND CASE role WHEN 'child' THEN age BETWEEN 168 AND 235 AND share(f) < 0.02
                                ELSE age < 540 AND share(f) < 0.208 END AS mother,
        (12 * {school_year} + 3 - birth) // 12
            - CASE WHEN share(e) < 0.03 THEN 2 WHEN share(e) < 0.15 THEN 1 ELSE 0 END AS level,
        CASE WHEN upto(b, 1000) < 25 THEN 1 ELSE 0 END AS behind,
        role = 'child' AND upto(b, 1000) < 985 AS at_school, level - behind AS reached
    FROM aged
)
SELECT n, key, 'M' || signs(a, b) AS member, household, birth, sex, role, joined_on,
    CASE WHEN went > joined_on OR joined_on IS NULL THEN went END AS left_on,
    CASE WHEN mother THEN conceived END AS pregnant_from,
    CASE WHEN mother AND delivered <= DATE '{last}' THEN delivered END AS pregnant_until,
    CASE WHEN at_school AND reached BETWEEN 3 AND 16 THEN reached END::INTEGER AS grade,
    CASE WHEN at_school AND reached BETWEEN 3 AND 16 THEN {school_year} - behind END::INTEGER AS school_year,
    CASE WHEN at_school AND reached > 16 THEN make_date({school_year} - (reached - 16), 12, 20)
         WHEN at_school AND behind = 0 AND level = 16 AND {place} = 6 AND upto(a, 10) > 0
         THEN make_date({school_year}, 12, 20) END AS completed_on
FROM schooled
"""

# The extract of a bimester says what was known on its last day.
AS_OF = """
CREATE OR REPLACE TEMP VIEW homes_then AS
SELECT n, household,
    CASE WHEN moved_on > DATE '{last}' THEN previous_ubigeo ELSE ubigeo END AS ubigeo,
    CASE WHEN moved_on > DATE '{last}' THEN previous_unit ELSE unit END AS unit,
    CASE WHEN moved_on <= DATE '{last}' THEN moved_on END AS moved_on,
    CASE WHEN moved_on <= DATE '{last}' THEN previous_ubigeo END AS previous_ubigeo,
    CASE WHEN moved_on <= DATE '{last}' THEN previous_unit END AS previous_unit,
    class, class_until, affiliated_on,
    CASE WHEN readmitted_on <= DATE '{last}' THEN readmitted_on END AS readmitted_on,
    CASE WHEN left_on <= DATE '{last}' THEN left_on END AS left_on,
    CASE WHEN left_on <= DATE '{last}' THEN left_cause END AS left_cause,
    CASE WHEN suspended_from <= DATE '{last}' THEN suspended_from END AS suspended_from,
    CASE WHEN suspended_from <= DATE '{last}' THEN suspended_until END AS suspended_until,
    vraem, priority
FROM homes WHERE affiliated_on <= DATE '{last}';
CREATE OR REPLACE TEMP VIEW people_then AS
SELECT n, key, member, household, birth, sex, role, joined_on,
    CASE WHEN left_on <= DATE '{last}' THEN left_on END AS left_on,
    CASE WHEN pregnant_from <= DATE '{last}' THEN pregnant_from END AS pregnant_from,
    CASE WHEN pregnant_until <= DATE '{last}' THEN pregnant_until END AS pregnant_until,
    CASE WHEN grade > 3 OR school_year <= {school_year} THEN grade - (school_year > {school_year})::INTEGER END AS grade,
    CASE WHEN grade > 3 OR school_year <= {school_year} THEN least(school_year, {school_year}) END AS school_year,
    CASE WHEN completed_on <= DATE '{last}' THEN completed_on END AS completed_on
FROM people SEMI JOIN homes_then USING (n)
WHERE birth <= {number} AND (joined_on IS NULL OR joined_on <= DATE '{last}');
"""

HOUSEHOLDS_OUT = "SELECT * EXCLUDE (n) FROM homes_then ORDER BY draw(n, 60), n"
MEMBERS_OUT = """
SELECT member, household, month_text(birth) AS birth_month, sex, role, joined_on, left_on, pregnant_from, pregnant_until,
    CASE WHEN grade < 6 THEN 'I' || grade WHEN grade < 12 THEN 'P' || (grade - 5) ELSE 'S' || (grade - 11) END AS grade,
    school_year, completed_on
FROM people_then ORDER BY draw(key, 61), key
"""

# Who owes what, as docs/incentive-rules.md says; then what was recorded of it. The luck of a person in a month strikes
# all its facts (nobody found, nothing recorded), that of a fact only this one. Numbers are sorted, words come after.
FACTS_OUT = """
WITH owed AS (
    SELECT month, rank, of_pregnant, due, is_share, requirement = 'enrolment' AS enrols,
        unnest(generate_series(age_from, age_to, every)) AS age
    FROM rule_requirements
), known AS (
    SELECT member, key, birth, joined_on, left_on, pregnant_from, pregnant_until, grade, school_year, completed_on,
        12 * year(pregnant_from) + month(pregnant_from) AS pregnant_number,
        n IN (SELECT n FROM homes_then WHERE vraem) AS vraem
    FROM people_then
    WHERE n NOT IN (SELECT n FROM homes_then
                    WHERE left_on < DATE '{first}' AND (readmitted_on IS NULL OR readmitted_on < left_on))
), by_month AS (
    SELECT member, key, m.month, grade, vraem AND grade >= 12 AND school_year = m.year AS awaits, m.number - birth AS age,
        CASE WHEN pregnant_from <= m.last_day AND (pregnant_until IS NULL OR pregnant_until >= m.first_day)
             THEN m.number - pregnant_number END AS carrying,
        m.number - birth BETWEEN 0 AND l.child_months - 1 AND (completed_on IS NULL OR completed_on >= m.first_day) AS is_child,
        draw(key * 2 + m.month, 70) AS drawn
    FROM known, months m JOIN rule_limits l USING (month)
    WHERE (joined_on IS NULL OR joined_on <= m.last_day) AND (left_on IS NULL OR left_on >= m.first_day)
), owing AS (
    SELECT * FROM by_month WHERE share(drawn) >= 0.005
), asked AS (
    SELECT member, key, b.month, grade, rank, due, is_share, enrols, share(drawn) < 0.01 AS not_located
    FROM owing b JOIN owed o ON o.month = b.month AND o.age = b.age WHERE is_child AND NOT o.of_pregnant
    UNION ALL
    SELECT member, key, b.month, grade, rank, due, is_share, enrols, share(drawn) < 0.01
    FROM owing b JOIN owed o ON o.month = b.month AND o.age = b.carrying WHERE o.of_pregnant
), lucky AS (
    SELECT *, draw((key * 64 + rank) * 2 + month, 71) AS drawn FROM asked
), judged AS (
    SELECT member, month, rank, due, is_share, shuffled(drawn) AS place, upto(drawn, 1000) AS chance,
        upto(drawn, 64000) // 1000 AS days_more,
        CASE WHEN not_located THEN 2 WHEN share(drawn) < 0.002 THEN 3 ELSE 1 END AS status,
        share(drawn) < CASE WHEN enrols AND grade IS NULL THEN 0.2 WHEN enrols THEN 0.006 WHEN is_share THEN 0.04 ELSE 0.05
                       END AS failed
    FROM lucky WHERE share(drawn) < 0.995
    UNION ALL
    SELECT member, month, (100 + outcome)::INTEGER, likely::INTEGER, false, shuffled(drawn + outcome), 0, 0, 1, false
    FROM (SELECT *, unnest([1, 2]::UBIGINT[]) AS outcome, unnest([share(drawn) < 0.92, upto(drawn, 100) < 15]) AS likely
          FROM by_month WHERE month = 2 AND awaits AND is_child)
        JOIN rule_outcomes USING (month)
    WHERE (outcome = 1 AND passed <> '' OR outcome = 2 AND top <> '' AND share(drawn) < 0.92)
), told AS (
    SELECT *, 17 + days_more % 5 AS days FROM judged ORDER BY place, member, month, rank
)
SELECT member, ['{months[0]}', '{months[1]}'][month] AS month,
    CASE WHEN rank > 100 THEN {outcomes}[rank - 100] ELSE {requirements}[rank] END AS requirement,
    CASE WHEN status > 1 THEN NULL WHEN is_share AND failed THEN days * (20 + chance % 60) // 100
         WHEN is_share THEN days - CASE WHEN chance % 10 < 6 THEN 0 ELSE chance % (days * 15 // 100 + 1) END
         WHEN failed THEN chance % greatest(due, 1)
         ELSE due END::INTEGER AS done,
    CASE WHEN is_share AND status = 1 AND chance <> 999 THEN days END::INTEGER AS expected,
    ['recorded', 'not_located', 'exempt'][status] AS status,
    CASE WHEN chance % 13 = 12 THEN 'FORM' WHEN rank > 100 THEN 'MINEDU' ELSE {sources}[rank] END AS source
FROM told
"""

# What `write_lists` changes: the household to shorten and one month of its TB, the one to drop, the one to add.
# Households with a single line come first, so that each difference is one line.
PLANTED = """
WITH paid AS (
    SELECT household, cents // 2 AS month, row_number() OVER (ORDER BY several, household) AS place
    FROM (SELECT *, count(*) OVER (PARTITION BY household) AS several FROM lines)
    WHERE concept = 'TB' AND units_1 + units_2 = 2 ORDER BY several, household LIMIT 2
)
SELECT (SELECT household FROM paid WHERE place = 1), (SELECT month FROM paid WHERE place = 1),
    (SELECT household FROM paid WHERE place = 2),
    (SELECT min(household) FROM homes ANTI JOIN lines USING (household) WHERE class = 'not_poor')
"""
OPERATIONAL_OUT = """
SELECT household, concept, (cents - CASE WHEN household = '{differs}' AND concept = 'TB' THEN {month} ELSE 0 END)::INTEGER AS cents
FROM lines WHERE household <> '{missing}'
UNION ALL SELECT '{extra}', 'TB', (2 * {month})::INTEGER
ORDER BY household, concept
"""
BANK_OUT = """
SELECT household, sum(cents)::INTEGER AS cents,
    CASE WHEN md5_number_lower(household) % 10000 < {returned} * 10000 THEN 'returned' ELSE 'paid' END AS status
FROM operational GROUP BY household ORDER BY household
"""
