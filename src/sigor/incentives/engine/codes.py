"""The small numbers that stand for words in the files of a run, never renumbered; and how money is written."""

VERDICTS = ("not_applicable", "met", "exempt", "not_met", "not_located", "unknown")
ELIGIBILITY = ("eligible", "not_affiliated", "left", "suspended", "class_not_eligible", "class_expired")

# In the order of the columns of the roll. Households earn the first three by month, students the next two,
# students of a VRAEM household the last two once a year.
CONCEPTS = ("TB", "TPI", "TPIU", "TBS", "TAS", "VRAEM", "VRAEM_TS")
STUDENT_CONCEPTS = ("TBS", "TAS")  # `member_months.student` 1 and 2
ANNUAL_CONCEPTS = ("VRAEM", "VRAEM_TS")

# What became of one person in one month (`trace.outcome`); below, the rank of the requirement is added.
EARNS, NOT_TARGET, FAILED, NOT_ELIGIBLE = 1, 0, 10, 100


def soles(cents: int) -> str:
    """Céntimos as «S/ 1,200.00», the way Peru writes money; «−S/ 20.00» below zero."""
    return f"{'−' if cents < 0 else ''}S/ {abs(cents) // 100:,}.{abs(cents) % 100:02d}"
