"""Lists sort by every column, filter by every filter and take any address without complaint."""

import re

import pytest
from django.urls import reverse

from tests.contracts import FEW

NONSENSE = [{"page": "99", "unit": "NOPE"}, {"page": "x", "sort": "nope", "state": "nope", "col": "nope"}]


@pytest.fixture
def page(register, coordinator, signed_in):
    """A function that opens the list with these parameters and gives its HTML."""

    def get(**parameters):
        answer = signed_in(coordinator).get(reverse("register_list", args=[register.slug]), parameters)
        assert answer.status_code == 200, parameters
        return answer.content.decode()

    return get


@pytest.fixture
def listed(register):
    """A function that tells which of these records a page lists, in its order."""

    def read(html, records):
        links = [(html.find(f'href="{register.url_of(record)}"'), record.code) for record in records]
        return [code for at, code in sorted(links) if at >= 0]

    return read


def test_lists_sort_by_every_column_in_both_directions(register, keep, coordinator, signed_in, page, listed):
    records = [keep(coordinator, unit=unit) for unit in ("UCC", "UOP", "UAJ")]
    codes = sorted(record.code for record in records)
    api = f"/api/v1/{register.slug}/"
    for at, name in enumerate(register.shown()):
        # The page and the API order by the same function: each direction is tried at one of the two.
        up, down = name, f"-{name}"
        html = page(sort=down if at % 2 else up, col=register.shown())
        assert sorted(listed(html, records)) == codes, name
        assert f'aria-sort="{"descending" if at % 2 else "ascending"}"' in html, name
        answer = signed_in(coordinator).get(api, {"sort": up if at % 2 else down}).json()
        assert sorted(row["code"] for row in answer["results"]) == codes, name
    assert listed(page(sort="code"), records) == codes
    assert listed(page(sort="-code"), records) == codes[::-1]


def test_the_list_filters_searches_and_chooses_columns(register, keep, coordinator, page, listed):
    records = [
        keep(coordinator, unit="UCC", title="Población Adolescente"),
        keep(coordinator, unit="UOP", title="Otra cosa"),
    ]
    first = records[0].code
    html = page()
    for name in register.filters:
        assert re.search(rf'<label for="id_{name}(_from)?"', html), f"{name} is not offered"
    html = page(unit="UCC")
    assert listed(html, records) == [first]
    assert 'class="chip" href="?"' in html, "a filter in force shows as a chip that takes it away"
    shown = [record.get_state().code for record in records]
    for state in {*shown, records[0].state, register.model.workflow.states[-1].code}:
        expected = [record.code for record, code in zip(records, shown, strict=True) if code == state]
        assert listed(page(state=state), records) == expected, state
    assert listed(page(q="adolescente poblacion"), records) == [first], "accents and case do not matter"
    assert page(col=["title"]).count('scope="col" aria-sort=') == 2  # the code is always there
    for parameters in NONSENSE:
        assert page(**parameters), parameters


@FEW
def test_words_sort_as_in_spanish(register, keep, coordinator, page):
    for title in ["zorro", "ñandú", "Óscar", "nube", "árbol", "oso"]:
        keep(coordinator, title=title)
    html = page(sort="title")
    words = ["árbol", "nube", "ñandú", "Óscar", "oso", "zorro"]
    assert sorted(words, key=lambda word: html.index(f">{word}</a>")) == words


@FEW
def test_twenty_five_rows_to_a_page(keep, coordinator, page, listed):
    records = [keep(coordinator) for _number in range(30)]
    assert len(listed(page(), records)) == 25
    assert len(listed(page(page="2"), records)) == 5


@FEW
def test_an_address_with_nonsense_still_answers(keep, coordinator, page):
    keep(coordinator)
    for told in [pair for parameters in NONSENSE for pair in parameters.items()]:
        assert page(**dict([told])), told
