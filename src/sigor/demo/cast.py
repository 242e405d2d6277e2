"""Who acts in the demonstration, where and on which day; every write goes through the one door."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, TypeVar

from django.utils import timezone

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.models import Unit
from sigor.records import services
from sigor.records.actor import acting
from sigor.records.models import Evidence, Link, Record

SYNTHETIC = "Registro sintético de demostración"
R = TypeVar("R", bound=Record)


@contextmanager
def on(day: str | date, hour: int = 10) -> Iterator[None]:
    """The clock at an hour of a day of the story."""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    with clock.at(timezone.make_aware(datetime.combine(day, time(hour)))):
        yield


@dataclass(frozen=True)
class Cast:
    """The people by user name and the units by acronym."""

    people: dict[str, User]
    units: dict[str, Unit]

    on = staticmethod(on)

    def unit(self, acronym: str) -> Unit:
        return self.units[acronym]

    def keep(self, record: R, *, by: str = "coordinacion") -> R:
        """Create a record on the day that the clock shows."""
        return services.create(record, by=self.people[by], reason=SYNTHETIC)

    def step(self, record: R, name: str, *, by: str = "coordinacion", reason: str = "", **asked: Any) -> R:
        """Take a step; `asked` are the fields it asks for. Returns the record as it then is."""
        return services.transition(
            record, name, by=self.people[by], reason=reason or SYNTHETIC, values=asked, confirmed=True
        )

    def prove(
        self,
        record: Record,
        *,
        by: str = "coordinacion",
        type: str = "Informe",
        valid_until: date | None = None,
    ) -> Evidence:
        """Put a synthetic document forward for a record."""
        text = f"{SYNTHETIC}. {record.code}. No es un documento real.\n"
        with acting(self.people[by], reason=SYNTHETIC):
            evidence = services.keep_evidence(
                by=self.people[by],
                unit_id=record.unit_id,
                stream=BytesIO(text.encode()),
                file_name=f"sintetico-{record.code}.txt",
                type=type,
                number="(sintético)",
                valid_until=valid_until,
            )
            services.attach(record, by=self.people[by], evidence=evidence)
        return evidence

    def tie(
        self, record: Record, target: Record, *, kind: str = Link.Kind.RELATES, by: str = "coordinacion"
    ) -> Link:
        """Link one record to another."""
        return services.link(record, target, by=self.people[by], kind=kind)
