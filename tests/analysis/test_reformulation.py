"""Two schedules compared: nothing between a schedule and itself, changes that lead from one to the other, and sums."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from sigor.analysis.reformulation import (
    QUARTERS,
    Changes,
    Kind,
    Mark,
    MarkChange,
    Milestone,
    Schedule,
    applied,
    assigned,
    carried,
    differences,
    schedule,
)

LINEAGES = [f"m{n}" for n in range(5)]
UNITS = ("UPPM", "UCC", "UOP")


@st.composite
def milestones(draw, lineage):
    return Milestone(
        lineage=lineage,
        code=lineage,
        name=draw(st.sampled_from(["Mapa", "Directiva", "Informe"])),
        deliverable_type="RDE",
        lead=draw(st.sampled_from(UNITS)),
        contributors=tuple(sorted(draw(st.sets(st.sampled_from(UNITS), max_size=2)))),
        units_text="",
        meta=draw(st.integers(1, 9)),
        phase="Hacer",
        order=int(lineage[1:]),
    )


@st.composite
def schedules(draw):
    """Up to five milestones, each with at most one mark a month; a mark keeps its lineage wherever it stands."""
    found, marks = [], []
    for lineage in draw(st.lists(st.sampled_from(LINEAGES), unique=True)):
        found.append(draw(milestones(lineage)))
        months = draw(st.lists(st.integers(1, 12), unique=True, max_size=4))
        names = draw(st.permutations([f"{lineage}-d{n}" for n in range(4)]))
        marks += [
            Mark(name, lineage, month, draw(st.integers(1, 6)))
            for name, month in zip(names, months, strict=False)
        ]
    return schedule(found, marks)


@given(schedules())
def test_a_schedule_and_itself_differ_in_nothing(one: Schedule):
    found = differences(one, one)
    assert found == Changes((), ())
    assert not found
    assert found.told == ()


@given(schedules(), schedules())
def test_the_changes_applied_to_the_before_give_the_after(before: Schedule, after: Schedule):
    found = differences(before, after)
    assert applied(before, found) == after
    assert bool(found) == (before != after)


@given(schedules(), schedules())
def test_the_changes_back_undo_the_changes_there(before: Schedule, after: Schedule):
    assert applied(applied(before, differences(before, after)), differences(after, before)) == before


@given(schedules(), schedules())
def test_changes_carried_to_where_they_were_found_all_fit_and_do_the_same(before: Schedule, after: Schedule):
    assert carried(before, differences(before, after)) == (after, ())


@given(schedules())
def test_sums_per_quarter_and_per_unit_agree_with_the_schedule(one: Schedule):
    assert sum(one.by_quarter) == one.units == sum(m.quantity for m in one.marks.values())
    assert len(one.by_quarter) == len(QUARTERS)
    for place, quarter in enumerate(QUARTERS):
        months = (3 * quarter - 2, 3 * quarter - 1, 3 * quarter)
        due = sum(m.quantity for m in one.marks.values() if m.month in months)
        assert one.by_quarter[place] == due
        assert sum(load[place] for load in one.load.values()) == due
    for unit, load in one.load.items():
        own = [m for m in one.marks.values() if one.milestones[m.milestone].lead == unit]
        assert sum(load) == sum(m.quantity for m in own)
    assert one.meta == sum(m.meta for m in one.milestones.values())


@given(schedules(), schedules())
def test_the_units_that_changes_add_to_each_quarter_are_the_difference_of_its_sums(
    before: Schedule, after: Schedule
):
    found = differences(before, after)
    for place, quarter in enumerate(QUARTERS):
        assert (
            sum(c.added_to(quarter) for c in found.marks)
            == after.by_quarter[place] - before.by_quarter[place]
        )


@given(schedules(), schedules())
def test_each_difference_is_told_once_and_says_what_happened(before: Schedule, after: Schedule):
    found = differences(before, after)
    assert len({c.lineage for c in found.told}) == len(found.told)
    for change in found.told:
        assert change.kinds
        assert (Kind.ADDED in change.kinds) == (change.before is None)
        assert (Kind.WITHDRAWN in change.kinds) == (change.after is None)
    for change in found.marks:
        if change not in found.told:  # its milestone comes or goes as a whole, and that is told
            assert any(c.lineage == change.milestone for c in found.milestones)


MILESTONE = Milestone("m1", "1.1.4", "Documentos", "RDE", "UOP", (), "", 6, "Hacer", 1)
BASE = schedule([MILESTONE], [Mark("a", "m1", 4, 6)])


def test_a_move_and_another_quantity_are_told_as_such():
    def kinds(**other):
        after = schedule([MILESTONE], [replace(BASE.marks["a"], **other)])
        (change,) = differences(BASE, after).told
        return change.kinds

    assert kinds(month=7) == (Kind.MOVED,)
    assert kinds(quantity=4) == (Kind.REQUANTIFIED,)
    assert kinds(month=7, quantity=4) == (Kind.MOVED, Kind.REQUANTIFIED)


def test_what_differs_in_a_milestone_is_named_and_its_place_in_the_annex_does_not_count():
    after = schedule([replace(MILESTONE, meta=5, lead="UCC", order=9)], BASE.marks.values())
    (change,) = differences(BASE, after).told
    assert change.fields == ("lead", "meta")
    assert not differences(BASE, schedule([replace(MILESTONE, order=9)], BASE.marks.values()))


def test_a_milestone_that_goes_is_told_without_its_months():
    (change,) = differences(BASE, Schedule({}, {})).told
    assert (change.lineage, change.kinds) == ("m1", (Kind.WITHDRAWN,))


# -- carried to another version -----------------------------------------------------------------------


def test_only_what_a_change_touches_is_carried():
    after = schedule([replace(MILESTONE, meta=5)], [Mark("a", "m1", 7, 6)])
    elsewhere = schedule([replace(MILESTONE, name="Otro nombre")], [Mark("a", "m1", 5, 4)])
    result, left = carried(elsewhere, differences(BASE, after))
    assert left == ()
    assert result == schedule([replace(MILESTONE, name="Otro nombre", meta=5)], [Mark("a", "m1", 7, 4)])


def test_what_is_gone_there_or_finds_its_month_taken_is_left():
    moved = differences(BASE, schedule([MILESTONE], [Mark("a", "m1", 7, 6)]))
    assert carried(schedule([MILESTONE], []), moved)[1] == moved.marks
    assert carried(Schedule({}, {}), moved)[1] == moved.marks
    taken = schedule([MILESTONE], [*BASE.marks.values(), Mark("b", "m1", 7, 1)])
    assert carried(taken, moved)[1] == moved.marks
    edited = differences(BASE, schedule([replace(MILESTONE, meta=5)], BASE.marks.values()))
    assert carried(Schedule({}, {}), edited)[1] == edited.milestones


# -- which commitment is which ----------------------------------------------------------------------


def test_a_quantity_that_leaves_one_month_for_another_is_the_same_commitment():
    assert assigned({"a": (4, 6)}, {4: ("a", 6)}, {7: 6}) == {7: "a"}
    assert assigned({}, {4: ("new", 6)}, {7: 6}) == {7: "new"}  # a draft that is based on nothing
    assert assigned({"a": (4, 6)}, {4: ("a", 6)}, {7: 5}) == {7: None}  # another quantity: another commitment


def test_it_does_not_matter_in_which_order_a_move_is_typed():
    emptied_first = assigned({"a": (4, 6)}, {}, {7: 6})
    filled_first = assigned({"a": (4, 6)}, {4: ("a", 6), 7: ("new", 6)}, {7: 6})
    assert emptied_first == filled_first == {7: "a"}


def test_what_is_typed_again_where_it_was_is_what_it_was():
    assert assigned({"a": (4, 6)}, {}, {4: 6}) == {4: "a"}
    assert assigned({"a": (4, 6)}, {7: ("a", 6)}, {4: 6}) == {4: "a"}
    assert assigned({"a": (4, 6)}, {}, {4: 2, 7: 6}) == {4: "a", 7: None}


months = st.integers(1, 12)
quantities = st.integers(1, 3)


@given(
    base=st.dictionaries(st.sampled_from("abcd"), st.tuples(months, quantities)),
    kept=st.sets(st.sampled_from("abcdxy")),
    places=st.permutations(range(1, 13)),
    wanted=st.dictionaries(months, quantities),
    data=st.data(),
)
def test_every_month_has_one_commitment_and_none_is_in_two(base, kept, places, wanted, data):
    assume(len({month for month, _quantity in base.values()}) == len(base))
    current = {
        places[n]: (name, data.draw(quantities))
        for n, name in enumerate(sorted(kept))
        if name in {*base, *"xy"}
    }
    found = assigned(base, current, wanted)
    assert found.keys() == wanted.keys()
    held = [name for name in found.values() if name is not None]
    assert len(held) == len(set(held))
    assert set(held) <= {*base, *(name for name, _quantity in current.values())}
    for month, (name, _quantity) in current.items():
        if month in wanted and name in base:
            assert found[month] == name  # what stays where it is stays what it is
    for name in base.keys() - set(held):  # it is only withdrawn when its own month is not asked for
        assert base[name][0] not in wanted or found[base[name][0]] in base


@given(schedules())
def test_a_mark_change_between_quarters_adds_to_one_what_it_takes_from_the_other(one: Schedule):
    for mark in one.marks.values():
        moved = MarkChange(mark.lineage, mark, replace(mark, month=13 - mark.month))
        assert sum(moved.added_to(q) for q in QUARTERS) == 0
