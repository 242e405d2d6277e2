"""Lists sort by every column, filter by every filter and take any address without complaint."""

import re

import pytest
from django.urls import reverse

CODE = re.compile(r'<a href="[^"]+">([A-Z]+-\d{4}-\d{4})</a>')


@pytest.fixture
def page(register, coordinator, signed_in):
    """A function that opens the list with these parameters and gives its HTML."""
    client = signed_in(coordinator)

    def get(**parameters):
        answer = client.get(reverse("register_list", args=[register.slug]), parameters)
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def test_the_list_sorts_by_every_column_in_both_directions(register, keep, coordinator, page):
    codes = {
        keep(coordinator, unit=unit, number=n).code for n, unit in enumerate(["UCC", "UOP", "UAJ"], start=1)
    }
    for name in register.shown():
        for sort in (name, f"-{name}"):
            html = page(sort=sort, col=register.shown())
            assert set(CODE.findall(html)) == codes
            assert f'aria-sort="{"descending" if sort.startswith("-") else "ascending"}"' in html


def test_sorting_by_code_reverses_the_order(register, keep, coordinator, page):
    codes = [keep(coordinator, number=n).code for n in (1, 2, 3)]
    assert CODE.findall(page(sort="code")) == codes
    assert CODE.findall(page(sort="-code")) == codes[::-1]


def test_words_sort_as_in_spanish(register, keep, coordinator, page):
    for title in ["zorro", "ñandú", "Óscar", "nube", "árbol", "oso"]:
        keep(coordinator, title=title)
    html = page(sort="title")
    assert sorted(["árbol", "nube", "ñandú", "Óscar", "oso", "zorro"], key=html.index) == [
        "árbol", "nube", "ñandú", "Óscar", "oso", "zorro",
    ]  # fmt: skip


def test_the_unit_filter_leaves_only_that_unit(register, keep, coordinator, page):
    own, other = keep(coordinator, unit="UCC", number=1), keep(coordinator, unit="UOP", number=2)
    html = page(unit="UCC")
    assert own.code in html and other.code not in html


def test_the_state_filter_leaves_only_that_state(register, keep, coordinator, page):
    record = keep(coordinator)
    workflow = register.model.workflow
    assert record.code in page(state=workflow.initial)
    assert record.code not in page(state=workflow.states[-1].code)


def test_every_filter_is_offered_with_a_label(register, page, keep, coordinator):
    keep(coordinator)
    html = page()
    for name in register.filters:
        assert re.search(rf'<label for="id_{name}(_from)?"', html), name


def test_searching_ignores_accents_and_case(register, keep, coordinator, page):
    record = keep(coordinator, title="Población Adolescente")
    keep(coordinator, title="Otra cosa", number=2)
    assert CODE.findall(page(q="adolescente poblacion")) == [record.code]


def test_a_filter_in_force_shows_as_a_chip_that_takes_it_away(register, keep, coordinator, page):
    keep(coordinator)
    assert 'class="chip" href="?"' in page(unit="UCC")


@pytest.mark.parametrize(
    "parameters",
    [{"page": "99"}, {"page": "x"}, {"sort": "nope"}, {"unit": "NOPE"}, {"state": "nope"}, {"col": "nope"}],
)
def test_an_address_with_nonsense_still_answers(keep, coordinator, page, parameters):
    keep(coordinator)
    assert page(**parameters)


def test_twenty_five_rows_to_a_page(keep, coordinator, page):
    for number in range(1, 31):
        keep(coordinator, number=number)
    assert len(CODE.findall(page())) == 25
    assert len(CODE.findall(page(page="2"))) == 5


def test_the_reader_chooses_the_columns(register, keep, coordinator, page):
    keep(coordinator)
    html = page(col=["title"])
    assert html.count('scope="col" aria-sort=') == 2  # the code is always there
