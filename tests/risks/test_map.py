"""The heat map: each figure is a link to exactly the risks that it counts."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sigor.organisation import clock
from sigor.records import services
from sigor.risks.models import Risk
from sigor.risks.selectors import heat_map, risks_on_map

COUNT = re.compile(r"<strong>(\d+) registros?</strong>")
LINK = re.compile(r'<a class="big" href="([^"]+)" data-count="(\d+)-(\d+)">(\d+)<')


@pytest.fixture
def client(coordinator):
    client = Client()
    client.force_login(coordinator)
    return client


@pytest.fixture
def seven(scale, risk, coordinator, units):
    """Three in one cell (one of them of another unit), one in another, one not assessed, one closed, one chance."""
    scale()
    for _ in range(2):
        risk(inherent_likelihood=3, inherent_impact=2, residual_likelihood=1, residual_impact=2)
    risk(inherent_likelihood=3, inherent_impact=2, unit=units["UOP"])
    risk(inherent_likelihood=1, inherent_impact=1)
    risk()
    gone = risk(inherent_likelihood=1, inherent_impact=1)
    services.transition(gone, "close", by=coordinator, reason="Ya no existe")
    risk(kind="opportunity", inherent_likelihood=1, inherent_impact=1)


def open_map(client, **asked):
    answer = client.get(reverse("risk_map"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def in_list(client, address: str) -> int:
    found = COUNT.search(client.get(unescape(address)).content.decode())
    return int(found.group(1)) if found else 0


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"basis": "inherent"}, {("3", "2"): 3, ("1", "1"): 1}),
        ({"basis": "residual"}, {("1", "2"): 2}),
        ({"basis": "inherent", "unit": "UOP"}, {("3", "2"): 1}),
        ({"basis": "inherent", "kind": "opportunity"}, {("1", "1"): 1}),
    ],
)
def test_every_figure_of_the_map_equals_the_list_behind_it(seven, client, asked, expected):
    html = open_map(client, **asked)
    found = {(a, b): int(count) for _url, a, b, count in LINK.findall(html)}
    assert found == expected
    for url, _a, _b, count in LINK.findall(html):
        assert in_list(client, url) == int(count)


@pytest.mark.parametrize("basis", ["inherent", "residual"])
def test_what_is_on_the_map_and_what_is_not_add_up_to_the_list(seven, client, coordinator, basis):
    html = open_map(client, basis=basis)
    summary = re.search(r'<p class="summary">(.*?)</p>', html, re.S).group(1)
    told = [
        (url, int(re.search(r"\d+", words).group(0)))
        for url, words in re.findall(r'<a href="([^"]+)">([^<]*\d[^<]*)</a>', summary)
    ]
    for url, count in told:
        assert in_list(client, url) == count
    placed = int(re.search(r"<strong>(\d+)</strong>", summary).group(1))
    parts = [count for _url, count in told[:-1]]
    assert placed + sum(parts) == told[-1][1] == 5


def test_risks_assessed_by_an_older_scale_are_told_apart(seven, client, draft_scale, coordinator, director):
    old = Risk.objects.exclude(scale=None).first().scale
    services.transition(old, "end", by=director, values={"valid_to": date(2020, 12, 31)})
    new = services.transition(draft_scale(valid_from=date(2021, 1, 1)), "send", by=coordinator)
    services.transition(new, "approve", by=director)
    html = open_map(client, basis="inherent")
    assert not LINK.findall(html)
    url = re.search(r'<a href="([^"]+)">4 evaluados con otra escala</a>', html).group(1)
    assert in_list(client, url) == 4


def test_each_cell_says_its_level_in_words(seven, client):
    html = open_map(client)
    row = re.search(r'<th scope="row"><b>3</b>.*?</tr>', html, re.S).group(0)
    assert re.findall(r'class="level small">([^<]+)<', row) == ["Medio", "Alto", "Alto"]


def test_people_see_the_risks_of_their_units_on_the_map(seven, other_head, administrator):
    client = Client()
    client.force_login(other_head)
    assert [int(count) for *_rest, count in LINK.findall(open_map(client, basis="inherent"))] == [1]
    client.force_login(administrator)
    assert client.get(reverse("risk_map")).status_code == 403


def test_a_class_without_a_scale_says_so(seven, client):
    html = open_map(client, risk_class="integrity")
    assert "Esta clase no tiene una escala vigente" in html and "<table" not in html


@pytest.mark.parametrize("asked", [{"risk_class": "x"}, {"basis": "x"}, {"unit": "x"}, {"kind": "x"}])
def test_an_address_with_nonsense_still_answers(seven, client, asked):
    assert "<table" in open_map(client, **asked)


def test_counting_asks_once_however_many_risks_there_are(seven, risk, coordinator):
    def questions() -> int:
        rows = risks_on_map(coordinator, risk_class="performance", kind="risk")
        with CaptureQueriesContext(connection) as captured:
            heat_map(rows, risk_class="performance", basis="inherent", on=clock.today())
        return len(captured)

    questions()
    few = questions()
    for _ in range(10):
        risk(inherent_likelihood=2, inherent_impact=2)
    assert questions() == few == 3
