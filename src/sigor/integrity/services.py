"""Signing a commitment, the one way there is, and loading the integrity model from the catalogue."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

import sigor.standards
from sigor.accounts.models import User
from sigor.analysis.months import months_later
from sigor.integrity import gates
from sigor.integrity.models import EthicsCommitment, IntegrityComponent, IntegrityModel
from sigor.organisation import clock
from sigor.organisation.models import Unit
from sigor.records import services
from sigor.records.actor import acting

CATALOGUE = Path(sigor.standards.__file__).parent / "catalogue" / "integrity_components.json"


class WrongPassword(Exception):
    """The password given again is not that of the account."""


def meaning_of(commitment: EthicsCommitment) -> str:
    """The sentence that a signature stands for; it is kept with it."""
    return _(
        "Firmo como titular del puesto: me comprometo a cumplir el texto del compromiso %(code)s, revisión %(revision)d."
    ) % {"code": commitment.code, "revision": commitment.revision}


def sign(commitment: EthicsCommitment, *, by: User, password: str, revision: int) -> EthicsCommitment:
    """Sign one's own commitment, having read this revision of it; what it renews is then replaced.

    Raises WrongPassword, EditedMeanwhile when `revision` is no longer the current one, TransitionRefused.
    """
    if not by.check_password(password):
        raise WrongPassword
    today = clock.today()
    with acting(by):
        rows = EthicsCommitment._default_manager.select_for_update(of=("self",))
        fresh = rows.select_related("sensitive_post").get(pk=commitment.pk)
        if fresh.revision != revision:
            raise services.EditedMeanwhile(_("El compromiso cambió desde que lo abrió: léalo de nuevo."))
        told = {
            "meaning": meaning_of(fresh),
            "signed_on": today,
            "expires_on": months_later(today, fresh.sensitive_post.commitment_every_months),
        }
        with gates.signing(fresh, by):
            signed = services.transition(fresh, "sign", by=by, values=told)
        if signed.renews is not None and signed.renews.state == "signed":
            services.transition(signed.renews, "replace", by=by)
    return signed


def load_model(*, by: User, unit: Unit) -> list[IntegrityModel]:
    """The models of the catalogue with their components, as drafts; those already kept are left as they are."""
    rows: list[dict[str, Any]] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    made: dict[str, IntegrityModel] = {}
    with acting(by):
        for row in rows:
            title = row["model"]
            if title not in made:
                if IntegrityModel.objects.filter(title=title, archived_at__isnull=True).exists():
                    continue
                made[title] = services.create(_model_of(row, unit), by=by)
            component = IntegrityComponent(
                integrity_model=made[title],
                number=row["number"],
                title=row["title"],
                asks=row["asks"],
                unit=unit,
            )
            services.create(component, by=by)
    return list(made.values())


def _model_of(row: dict[str, Any], unit: Unit) -> IntegrityModel:
    until = row.get("valid_to")
    return IntegrityModel(
        title=row["model"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(until) if until else None,
        source=row["source"],
        unit=unit,
    )
