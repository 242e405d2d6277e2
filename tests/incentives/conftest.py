"""A small synthetic bimester, rules that two people approved, and runs computed from them."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from sigor.accounts.models import User
from sigor.incentives import services
from sigor.incentives.engine import schema, synthetic
from sigor.incentives.models import RuleVersion, Run
from sigor.organisation.models import Role
from sigor.records import services as records

SIZE = 300  # households


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic extract of 2025-B2 and, in `previous`, of 2025-B1."""
    folder = tmp_path_factory.mktemp("extract")
    synthetic.write(folder, bimester="2025-B2", households=SIZE, previous=True)
    return folder


@pytest.fixture
def preparer(person: Callable[..., User]) -> User:
    return person("preparer", Role.UNIT_HEAD, "UOP")


@pytest.fixture
def releaser(person: Callable[..., User]) -> User:
    return person("releaser", Role.COORDINATOR, "UPPM")


@pytest.fixture
def rules(preparer: User, coordinator: User, director: User, units: dict[str, Any]) -> RuleVersion:
    """The delivered rules, endorsed and approved."""
    version = RuleVersion(
        title="Reglas de trabajo", change_reason="Las que trae el producto", unit=units["UOP"]
    )
    records.create(version, by=preparer)
    version = records.transition(version, "send", by=preparer)
    version = records.transition(version, "endorse", by=coordinator)
    return records.transition(version, "approve", by=director, confirmed=True)


@pytest.fixture
def begin(
    preparer: User, rules: RuleVersion, extract: Path, settings: Any, tmp_path: Path
) -> Callable[..., Run]:
    """A function that begins a run with the extract, or with the files of another folder."""
    settings.INCENTIVES_ROOT = tmp_path / "incentives"

    def start(
        folder: Path = extract, *, bimester: str = "2025-B2", by: User = preparer, **options: Any
    ) -> Run:
        with ExitStack() as stack:
            files = {
                kind: (path.name, stack.enter_context(path.open("rb")))
                for kind in schema.KINDS
                for path in [next(folder.glob(f"{kind}.*"))]
            }
            return services.begin(
                by=by,
                bimester=bimester,
                rules=rules,
                unit_id=rules.unit_id,
                files=files,
                **({"queue": False} | options),
            )

    return start


@pytest.fixture
def computed(begin: Callable[..., Run]) -> Run:
    return services.compute(begin())


@pytest.fixture
def close(coordinator: User, director: User, releaser: User) -> Callable[[Run], Run]:
    """A function that takes a computed run through its four people."""

    def through(run: Run) -> Run:
        run = records.transition(run, "check", by=coordinator)
        run = records.transition(run, "approve", by=director, confirmed=True)
        return records.transition(run, "close", by=releaser, confirmed=True)

    return through
