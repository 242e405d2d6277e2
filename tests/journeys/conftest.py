"""A browser, databases loaded once and copied for each, and people who sign in."""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.people import Person
from tests.journeys.sites import Database, Site, copy_of, served
from tests.plugin_postgres import ROOT, databases

QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
LAST_OF_QUARTER_II = "2025-06-30"
DEMO_DAY = "2025-06-16"
expect.set_options(timeout=15_000)


def chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        done = subprocess.run([ROOT / "tools" / "chromium"], capture_output=True, text=True)
        found = done.stdout.strip()
        assert found, done.stderr
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the journeys of one module: while it runs, nothing else in this process may use the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield browser
        browser.close()


# -- databases: each level is loaded once, on a copy of the one below --------------------------------


@pytest.fixture(scope="session")
def people_database(fresh_database_factory: Any, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The organisation, an account per role and the proposed rule; no plan."""
    database = Database(fresh_database_factory(), tmp_path_factory.mktemp("files"))
    database.load(
        "people = loading.load_people(loading.load())\nloading.load_rule(people['coordinacion'])", DEMO_DAY
    )
    return database


@pytest.fixture(scope="session")
def plan_database(people_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """With the plan of 2025 approved; nothing submitted."""
    database = copy_of(people_database, tmp_path_factory.mktemp("files"))
    database.load(f"{KNOWN_PEOPLE}\nloading.load_plan(people)", DEMO_DAY)
    return database


@pytest.fixture(scope="session")
def story_database(plan_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The demonstration: the plan, its synthetic story until mid-June, and a few records."""
    database = copy_of(plan_database, tmp_path_factory.mktemp("files"))
    code = f"""{KNOWN_PEOPLE}
from sigor.plans.models import PlanVersion
loading.tell_story(PlanVersion.objects.get(), people)
loading.load_registers(people)"""
    database.load(code, DEMO_DAY)
    return database


KNOWN_PEOPLE = "from sigor.accounts.models import User\npeople = {u.username: u for u in User.objects.all()}"


@pytest.fixture(scope="session")
def demonstration(story_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration served; for journeys that only look, or write where no other journey looks."""
    with served(copy_of(story_database, tmp_path_factory.mktemp("files")), DEMO_DAY) as site:
        yield site


@pytest.fixture(scope="session")
def living_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The demonstration with the registers of the whole system; the workers of a run load it once."""
    told = databases.shared / "living.json"
    with told.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if told.exists():
            name, files = json.loads(told.read_text())
            if databases.is_there(name):  # its worker may have ended before
                return copy_of(
                    Database(databases.server.urls(name), Path(files)), tmp_path_factory.mktemp("files")
                )
        story: Database = request.getfixturevalue("story_database")
        database = copy_of(story, tmp_path_factory.mktemp("files"))
        database.load(f"{KNOWN_PEOPLE}\nloading.load_chapters(people)", LAST_OF_QUARTER_II)
        told.write_text(json.dumps([database.name, str(database.files)]))
        return database


@pytest.fixture(scope="session")
def living_system(living_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole system served at the end of June; only to look at."""
    with served(copy_of(living_database, tmp_path_factory.mktemp("files")), LAST_OF_QUARTER_II) as site:
        yield site


@pytest.fixture
def own_system(living_database: Database, tmp_path: Path) -> Iterator[Site]:
    """The whole system served for one journey that changes it."""
    with served(copy_of(living_database, tmp_path), LAST_OF_QUARTER_II) as site:
        yield site


# -- people --------------------------------------------------------------------------------------------


@pytest.fixture
def enter(browser: Browser) -> Iterator[Callable[..., Person]]:
    """A function that brings a person to a site; at the end each is checked for what no page may do."""
    present: list[Person] = []

    def bring(site: Site, username: str = "", **options: Any) -> Person:
        present.append(Person(browser, site, username, **options))
        return present[-1]

    yield bring
    for person in present:
        person.context.close()
    assert [trouble for person in present for trouble in person.troubles] == []


@pytest.fixture
def document(tmp_path: Path) -> Callable[..., Path]:
    """A function that makes a small file, each with a content of its own."""

    def make(name: str = "informe.txt", content: str = "") -> Path:
        path = tmp_path / name
        path.write_text(content or f"Documento de prueba {name} ({tmp_path.name}).\n", encoding="utf-8")
        return path

    return make
