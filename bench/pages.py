"""Each page as the coordinator opens it: how many questions to the database, how long, how heavy."""

import logging
from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sigor.accounts.models import User
from sigor.context.models import InterestedParty
from sigor.plans.models import Deliverable

HTMX = {"HX-Request": "true"}


def addresses(year: int) -> dict[str, tuple[str, dict[str, str]]]:
    """Name of a page -> its address and headers."""
    of_year = Deliverable.objects.filter(milestone__version__plan__year=year)
    crowded, *others = of_year.order_by("id")[:4]
    party = InterestedParty.objects.order_by("id")[InterestedParty.objects.count() // 2]
    parties = reverse("register_list", args=["interested-parties"])
    return {
        "plan matrix": (reverse("plan_matrix", args=[year]), {}),
        "plan list, one quarter": (reverse("plan_list", args=[year]) + "?trimestre=2", {}),
        "cell drawer": (reverse("deliverable", args=[others[-1].pk]), HTMX),
        "cell drawer, crowded": (reverse("deliverable", args=[crowded.pk]), HTMX),
        "PHVA board": (reverse("plan_phases", args=[year]), {}),
        "calendar": (reverse("plan_calendar", args=[year]), {}),
        "Gantt": (reverse("plan_gantt", args=[year]), {}),
        "quarter, open": (reverse("plan_quarter", args=[year, 3]), {}),
        "quarter, frozen": (reverse("plan_quarter", args=[year, 1]), {}),
        "home tray": (reverse("home"), {}),
        "search": (reverse("search") + "?q=sint%C3%A9tica+77", {}),
        "register list": (parties, {}),
        "register list, search": (parties + "?q=lengua+originaria", {}),
        "register detail": (reverse("register_detail", args=["interested-parties", party.pk]), {}),
        "API matrix": (reverse("api_plan_matrix", args=[year]), {}),
        "API register": (reverse("api-interested-parties-list"), {}),
    }


def measure(runs: int, today: date) -> dict[str, dict[str, Any]]:
    logging.disable(logging.WARNING)
    client = Client(SERVER_NAME="localhost")
    client.force_login(
        User.objects.get(username="coordinacion"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return {
        name: page(client, address, headers, runs)
        for name, (address, headers) in addresses(today.year).items()
    }


def page(client: Client, address: str, headers: dict[str, str], runs: int) -> dict[str, Any]:
    """The first visit is not counted: templates are compiled and content types looked up once a process."""

    def visit() -> bytes:
        answer = client.get(address, headers=headers)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        return answer.content

    weight = len(visit())
    with CaptureQueriesContext(connection) as captured:
        visit()
    # Read now: the log is emptied when the next request begins.
    asked = captured.captured_queries
    in_database = sum(float(q["time"]) for q in asked)
    most_often = repeated([q["sql"] for q in asked])
    return {
        "queries": len(captured),
        "milliseconds": median(timed(visit) for _ in range(runs)) * 1000,
        "in_database": in_database * 1000,
        "kilobytes": weight / 1024,
        "repeated": most_often,
    }


def repeated(statements: list[str]) -> str:
    """The statement asked most often, when it was asked more than twice; what a growing count points to."""
    shapes: dict[str, int] = {}
    for statement in statements:
        shape = "".join("#" if c.isdigit() else c for c in statement)
        shapes[shape] = shapes.get(shape, 0) + 1
    shape, count = max(shapes.items(), key=lambda item: item[1], default=("", 0))
    return f"{count} × {shape[:60]}… {shape[-110:]}" if count > 2 else ""


def timed(work: Callable[[], Any]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
