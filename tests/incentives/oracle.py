"""The incentive rules a second time, slow and plain, in the order of section 3 of docs/incentive-rules.md."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = dict[str, Any]

# Keys of the rules document that the delivered document has no entry of.
AREA_NAME = "area"
AREA_PREFIX = "prefix"
EXEMPTION_PREFIX = "prefix"
EXEMPTION_FROM = "valid_from"
EXEMPTION_TO = "valid_to"

URBAN_AREA = "TPI_URBANO"
SECONDARY = ("S1", "S2", "S3", "S4", "S5")


@dataclass
class Result:
    lines: dict[tuple[str, str], tuple[int, int, int]] = field(default_factory=dict)
    eligibility: dict[tuple[str, str], str] = field(default_factory=dict)
    verdicts: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    people: dict[tuple[str, str, str], tuple[str, str | None, bool]] = field(default_factory=dict)
    total: int = 0


@dataclass(frozen=True)
class Month:
    year: int
    month: int

    @property
    def name(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def number(self) -> int:
        return 12 * self.year + self.month


def bimester_number(bimester: str) -> int:
    return int(bimester.split("-B")[1])


def months_of(bimester: str) -> list[Month]:
    year = int(bimester.split("-B")[0])
    second = 2 * bimester_number(bimester)
    return [Month(year, second - 1), Month(year, second)]


def month_from(text: str) -> Month:
    year, month = text.split("-")
    return Month(int(year), int(month))


# Section 1: facts


def facts_by_key(facts: list[Row]) -> dict[tuple[str, str, str], Row]:
    """A whole repetition is taken once; two different rows for one key are an error."""
    found: dict[tuple[str, str, str], Row] = {}
    for row in facts:
        key = (row["member"], row["month"], row["requirement"])
        if key in found and found[key] != row:
            raise ValueError(f"two different facts for {key}")
        found[key] = row
    return found


# Section 2: rules as data


def valid_on(entry: Row, day: date) -> bool:
    if date.fromisoformat(entry["valid_from"]) > day:
        return False
    return entry["valid_to"] is None or date.fromisoformat(entry["valid_to"]) >= day


def holding(rules: Row, section: str, month: Month) -> list[Row]:
    return [entry for entry in rules[section] if valid_on(entry, month.first)]


def the_entry(rules: Row, section: str, key: str, value: str, month: Month) -> Row:
    found = [entry for entry in holding(rules, section, month) if entry[key] == value]
    if len(found) != 1:
        raise ValueError(f"{len(found)} entries of {section} {value} hold in {month.name}")
    return found[0]


def limit(rules: Row, key: str, month: Month) -> int:
    return the_entry(rules, "limits", "key", key, month)["value"]


def counts(rules: Row, verdict: str, month: Month) -> bool:
    return the_entry(rules, "verdicts", "verdict", verdict, month)["counts"]


# Section 3: place


def place(household: Row, month: Month) -> str:
    if household["moved_on"] is not None and household["moved_on"] > month.first:
        return household["previous_ubigeo"]
    return household["ubigeo"]


def in_area(rules: Row, name: str, ubigeo: str, month: Month) -> bool:
    prefixes = [entry[AREA_PREFIX] for entry in holding(rules, "areas", month) if entry[AREA_NAME] == name]
    return any(ubigeo.startswith(prefix) for prefix in prefixes)


# Section 3: eligibility of the household


def is_affiliated(household: Row, month: Month) -> bool:
    since = household["affiliated_on"]
    if household["readmitted_on"] is not None:
        since = max(since, household["readmitted_on"])
    return since <= month.first


def has_left(household: Row, month: Month) -> bool:
    if household["left_on"] is None or household["left_on"] > month.last:
        return False
    return household["readmitted_on"] is None or household["readmitted_on"] < household["left_on"]


def is_suspended(household: Row, month: Month) -> bool:
    if household["suspended_from"] is None or household["suspended_from"] > month.last:
        return False
    return household["suspended_until"] is None or household["suspended_until"] >= month.first


def eligibility(household: Row, rules: Row, month: Month) -> str:
    if not is_affiliated(household, month):
        return "not_affiliated"
    if has_left(household, month):
        return "left"
    if is_suspended(household, month):
        return "suspended"
    if not the_entry(rules, "classes", "class", household["class"], month)["eligible"]:
        return "class_not_eligible"
    if household["class_until"] < month.first:
        return "class_expired"
    return "eligible"


# Section 3: age


def age(member: Row, month: Month) -> int:
    return month.number - month_from(member["birth_month"]).number


# Section 3: present, pregnant, child, target, first years


def is_present(member: Row, month: Month) -> bool:
    if member["joined_on"] is not None and member["joined_on"] > month.last:
        return False
    return member["left_on"] is None or member["left_on"] >= month.first


def is_pregnant(member: Row, month: Month) -> bool:
    if not is_present(member, month):
        return False
    if member["pregnant_from"] is None or member["pregnant_from"] > month.last:
        return False
    return member["pregnant_until"] is None or member["pregnant_until"] >= month.first


def is_child(member: Row, rules: Row, month: Month) -> bool:
    if not is_present(member, month):
        return False
    end = 12 * limit(rules, "target_age_years", month) + limit(rules, "birthday_month_counts", month)
    if age(member, month) < 0 or age(member, month) >= end:
        return False
    return member["completed_on"] is None or member["completed_on"] >= month.first


def is_target(member: Row, rules: Row, month: Month) -> bool:
    return is_pregnant(member, month) or is_child(member, rules, month)


def is_of_first_years(member: Row, rules: Row, month: Month) -> bool:
    if is_pregnant(member, month):
        return True
    return is_child(member, rules, month) and age(member, month) <= limit(rules, "first_years_months", month)


# Section 3: a requirement applies


def applies_at(entry: Row, months: int, month: Month) -> bool:
    if months < entry["age_from"] or months > entry["age_to"]:
        return False
    if (months - entry["age_from"]) % entry["every"] != 0:
        return False
    return entry["month_from"] <= month.month <= entry["month_to"]


def months_pregnant(member: Row, month: Month) -> int:
    since = member["pregnant_from"]
    return month.number - (12 * since.year + since.month)


def applicable(member: Row, rules: Row, month: Month) -> list[Row]:
    """The entries that apply, by rank; of one code the child's counts first."""
    entries = holding(rules, "requirements", month)
    of_child: list[Row] = []
    if is_child(member, rules, month):
        own = [entry for entry in entries if entry["population"] == "child"]
        of_child = [entry for entry in own if applies_at(entry, age(member, month), month)]
    of_pregnant: list[Row] = []
    if is_pregnant(member, month):
        own = [entry for entry in entries if entry["population"] == "pregnant"]
        of_pregnant = [entry for entry in own if applies_at(entry, months_pregnant(member, month), month)]
    codes_of_child = [entry["requirement"] for entry in of_child]
    chosen = of_child + [entry for entry in of_pregnant if entry["requirement"] not in codes_of_child]
    return [entry for entry in rules["requirements"] if any(entry is one for one in chosen)]


# Section 3: verdict


def is_enough(fact: Row, entry: Row, rules: Row, month: Month) -> bool:
    if entry["measure"] == "count":
        return fact["done"] >= entry["due"]
    if fact["expected"] is None or fact["expected"] == 0:
        return False
    return 100 * fact["done"] >= limit(rules, "attendance_percent", month) * fact["expected"]


def is_exempted(ubigeo: str, requirement: str, rules: Row, month: Month) -> bool:
    for entry in rules["exemptions"]:
        if not ubigeo.startswith(entry[EXEMPTION_PREFIX]):
            continue
        if entry["requirement"] is not None and entry["requirement"] != requirement:
            continue
        if date.fromisoformat(entry[EXEMPTION_FROM]) > month.last:
            continue
        if entry[EXEMPTION_TO] is not None and date.fromisoformat(entry[EXEMPTION_TO]) < month.first:
            continue
        return True
    return False


def verdict(fact: Row | None, entry: Row, ubigeo: str, rules: Row, month: Month) -> str:
    if fact is not None and fact["status"] == "exempt":
        return "exempt"
    if fact is not None and fact["status"] == "recorded" and is_enough(fact, entry, rules, month):
        return "met"
    if is_exempted(ubigeo, entry["requirement"], rules, month):
        return "exempt"
    if fact is None:
        return "unknown"
    if fact["status"] == "not_located":
        return "not_located"
    if entry["measure"] == "share" and (fact["expected"] is None or fact["expected"] == 0):
        return "unknown"
    return "not_met"


# Section 3: a person complies


def person(verdicts: list[tuple[str, str]], rules: Row, month: Month) -> tuple[str, str | None, bool]:
    """Verdict, reason and whether it complies, from requirements and verdicts by rank."""
    for requirement, one in verdicts:
        if not counts(rules, one, month):
            return one, requirement, False
    found = [one for _, one in verdicts]
    for best in ("met", "exempt"):
        if best in found:
            return best, None, True
    return "not_applicable", None, True


# Section 3: student of a transfer


def is_of_year(member: Row, month: Month) -> bool:
    return member["grade"] is not None and member["school_year"] == month.year


def is_student(member: Row, concept: str, ubigeo: str, rules: Row, month: Month) -> bool:
    if not is_child(member, rules, month) or not is_of_year(member, month):
        return False
    entries = [entry for entry in holding(rules, "grades", month) if entry["grade"] == member["grade"]]
    areas = [entry["area"] for entry in entries if entry["concept"] == concept]
    return any(name is None or in_area(rules, name, ubigeo, month) for name in areas)


# Section 3: paid for month m


def pays_together(complied: list[bool]) -> int:
    return 1 if complied and all(complied) else 0


def is_outcome_bimester(concept: str, rules: Row, month: Month) -> bool:
    return the_entry(rules, "outcomes", "concept", concept, month)["bimester"] == (month.month + 1) // 2


def achieved(
    member: Row, concept: str, facts: dict[tuple[str, str, str], Row], rules: Row, month: Month
) -> bool:
    outcome = the_entry(rules, "outcomes", "concept", concept, month)["outcome"]
    fact = facts.get((member["member"], month.name, outcome))
    return fact is not None and fact["status"] == "recorded" and fact["done"] >= 1


def bimester_of(month: Month) -> list[Month]:
    return months_of(f"{month.year}-B{(month.month + 1) // 2}")


def month_of_the_pass(
    member: Row, facts: dict[tuple[str, str, str], Row], rules: Row, month: Month
) -> Month | None:
    """The first month of the bimester in which the passed year was recorded."""
    return next((m for m in bimester_of(month) if achieved(member, "VRAEM", facts, rules, m)), None)


def is_in_secondary(member: Row, rules: Row, month: Month) -> bool:
    return is_child(member, rules, month) and is_of_year(member, month) and member["grade"] in SECONDARY


def units(
    household: Row,
    members: list[Row],
    complies: dict[str, bool],
    facts: dict[tuple[str, str, str], Row],
    rules: Row,
    month: Month,
) -> dict[str, int]:
    """The units of each concept in one month of an eligible household."""
    ubigeo = place(household, month)
    targets = [one for one in members if is_target(one, rules, month)]
    first = [one for one in targets if is_of_first_years(one, rules, month)]
    first_concept = "TPIU" if in_area(rules, URBAN_AREA, ubigeo, month) else "TPI"
    found = {
        "TB": pays_together([complies[one["member"]] for one in targets]),
        first_concept: pays_together([complies[one["member"]] for one in first]),
        "TBS": 0,
        "TAS": 0,
        "VRAEM": 0,
        "VRAEM_TS": 0,
    }
    for one in targets:
        for concept in ("TBS", "TAS"):
            if is_student(one, concept, ubigeo, rules, month) and complies[one["member"]]:
                found[concept] += 1
        if household["vraem"] and is_in_secondary(one, rules, month):
            passed = month == month_of_the_pass(one, facts, rules, month)
            if passed and is_outcome_bimester("VRAEM", rules, month):
                found["VRAEM"] += 1
            in_top = any(achieved(one, "VRAEM_TS", facts, rules, other) for other in bimester_of(month))
            if passed and in_top and is_outcome_bimester("VRAEM_TS", rules, month):
                found["VRAEM_TS"] += 1
    return found


# Section 3: the amount of a line


def amount(rules: Row, concept: str, month: Month) -> int:
    return the_entry(rules, "amounts", "concept", concept, month)["cents"]


def add_lines(
    result: Result, household: str, by_month: list[dict[str, int]], months: list[Month], rules: Row
) -> None:
    for concept in ("TB", "TPI", "TPIU", "TBS", "TAS", "VRAEM", "VRAEM_TS"):
        first = by_month[0].get(concept, 0)
        second = by_month[1].get(concept, 0)
        if first == 0 and second == 0:
            continue
        cents = first * amount(rules, concept, months[0]) + second * amount(rules, concept, months[1])
        result.lines[household, concept] = (first, second, cents)
        result.total += cents


def compute(households: list[Row], members: list[Row], facts: list[Row], rules: Row, bimester: str) -> Result:
    result = Result()
    months = months_of(bimester)
    known = facts_by_key(facts)
    for household in households:
        code = household["household"]
        own = [one for one in members if one["household"] == code]
        by_month: list[dict[str, int]] = []
        for month in months:
            result.eligibility[code, month.name] = eligibility(household, rules, month)
            complies: dict[str, bool] = {}
            for one in own:
                if not is_target(one, rules, month):
                    continue
                found: list[tuple[str, str]] = []
                for entry in applicable(one, rules, month):
                    requirement = entry["requirement"]
                    fact = known.get((one["member"], month.name, requirement))
                    judged = verdict(fact, entry, place(household, month), rules, month)
                    result.verdicts[code, one["member"], month.name, requirement] = judged
                    found.append((requirement, judged))
                result.people[code, one["member"], month.name] = person(found, rules, month)
                complies[one["member"]] = result.people[code, one["member"], month.name][2]
            if result.eligibility[code, month.name] == "eligible":
                by_month.append(units(household, own, complies, known, rules, month))
            else:
                by_month.append({})
        add_lines(result, code, by_month, months, rules)
    return result
