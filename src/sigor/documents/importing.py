"""An existing library, a folder and a spreadsheet: what was planned is kept whole, or not at all."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.acts.models import Act, CaseFile
from sigor.documents.importing_plan import Entry, Plan, act_kept, plan_import, planned, require_importer
from sigor.documents.models import Document, DocumentVersion
from sigor.organisation import clock
from sigor.organisation.grants import ROLE_GRANTS, Permission, roles_held
from sigor.organisation.periods import add_months
from sigor.records import files, services
from sigor.records.actor import acting

__all__ = ["ImportRefused", "Imported", "Plan", "carry_out", "plan_import", "require_importer"]


class ImportRefused(Exception):
    """Nothing was imported; the message says why."""


@dataclass(frozen=True)
class Imported:
    documents: int = 0
    versions: int = 0
    case: CaseFile | None = None


def carry_out(plan: Plan, *, by: User) -> Imported:
    """Keep all that was planned, or nothing. Raises AccessDenied, ImportRefused."""
    require_importer(by)
    if plan.blocked:
        raise ImportRefused(_("Hay hallazgos que lo impiden: corríjalos y vuelva a intentarlo."))
    if not plan.entries:
        return Imported()
    reason = _(
        "Importado de la biblioteca anterior, según acto anterior a SIGOR; planilla «%(name)s» (sha256 %(sha)s)"
    ) % {"name": plan.sheet.name, "sha": plan.sheet.sha256}
    try:
        with acting(by, reason=reason):
            if planned(plan.sheet, plan.files, plan.read).digest() != plan.digest():
                raise ImportRefused(_("Algo cambió desde la vista previa: revísela otra vez."))
            return _kept(plan, by, reason)
    except ValidationError as invalid:
        raise ImportRefused(" ".join(invalid.messages)) from invalid
    except files.FileRefused as refusal:
        raise ImportRefused(str(refusal)) from refusal
    except (IntegrityError, OSError) as clash:
        raise ImportRefused(
            _("No se importó nada: algo cambió mientras tanto. Inténtelo otra vez.")
        ) from clash


def _kept(plan: Plan, by: User, reason: str) -> Imported:
    case = _case(plan, by, reason)
    documents = {d.code: d for d in Document.objects.filter(code__in={e.code for e in plan.entries})}
    already = len(documents)
    for pk, last in plan.ends.items():
        services.adjust(DocumentVersion.objects.get(pk=pk), by=by, reason=reason, in_force_until=last)
    for entry in plan.entries:
        because = f"{reason} · {_('fila')} {entry.row}, {_('archivo')} «{entry.file.name}»"
        document = documents.get(entry.code) or _document(entry, by, because)
        act = act_kept(entry) or _act(entry, case, by, because)
        _version(entry, document, act, by, because)
        documents[entry.code] = document
    for document in documents.values():
        newest = document.versions.filter(state="approved").order_by("-effective_on").first()
        if newest is not None and newest.effective_on is not None:
            due = add_months(newest.effective_on, document.type.review_months)
            services.adjust(document, by=by, reason=reason, review_due=due)
    services.adjust(case, by=by, reason=reason, state="closed", closed_by=by, closed_at=clock.now())
    return Imported(len(documents) - already, len(plan.entries), case)


def _case(plan: Plan, by: User, reason: str) -> CaseFile:
    """The file of the acts that are noted, with the spreadsheet as its evidence."""
    today = clock.today()
    held = roles_held(by, today)
    home = next(m.unit for m in held if Permission.VERIFY in ROLE_GRANTS[m.role][1])
    title = _("Biblioteca importada el %(day)s") % {"day": today.strftime("%d/%m/%Y")}
    case = services.bring_about(CaseFile(title=title, purpose=reason, unit=home), by=by, reason=reason)
    with plan.sheet.path.open("rb") as stream:
        evidence = services.keep_evidence(
            by=by, unit_id=home.pk, stream=stream, file_name=plan.sheet.name,
            type=_("Planilla de importación de la biblioteca"), date=today, note=f"sha256 {plan.sheet.sha256}",
        )  # fmt: skip
    _require_same(evidence.file.sha256, plan.sheet.sha256, plan.sheet.name)
    services.attach(case, by=by, evidence=evidence)
    return case


def _require_same(kept: str, seen: str, name: str) -> None:
    if kept != seen:
        raise ImportRefused(_("El archivo «%(name)s» cambió desde que se revisó.") % {"name": name})


def _document(entry: Entry, by: User, reason: str) -> Document:
    made = Document(
        code=entry.code, title=entry.title, type=entry.type, process=entry.process, unit=entry.unit,
        purpose=_("Documento anterior a SIGOR, importado de la biblioteca."),
        classification=entry.classification, external_code=entry.external_code,
    )  # fmt: skip
    services.bring_about(made, by=by, reason=reason)
    return services.adjust(
        made, by=by, reason=reason, state="accepted", accepted_by=by, accepted_at=clock.now()
    )


def _act(entry: Entry, case: CaseFile, by: User, reason: str) -> Act:
    """The act as it is given: nobody issues it here, so that no number is taken and no term starts."""
    title = _("Acto anterior a SIGOR: %(number)s") % {"number": entry.act}
    made = Act(
        title=title, case=case, type=entry.act_type, unit=entry.unit,
        number=entry.act, dated_on=entry.act_date, issuer=entry.issuer,
    )  # fmt: skip
    return services.adjust(
        services.bring_about(made, by=by, reason=reason), by=by, reason=reason, state="issued"
    )


def _version(entry: Entry, document: Document, act: Act, by: User, reason: str) -> None:
    """Approved at once, by an act from before: the reason tells who brought it in and from which file."""
    summary = _("Importada de la biblioteca: aprobada según acto anterior a SIGOR, %(act)s del %(day)s.")
    told = {"act": entry.act, "day": entry.act_date.strftime("%d/%m/%Y")}
    made = DocumentVersion(title=entry.title, document=document, unit=document.unit, summary=summary % told)
    services.bring_about(made, by=by, reason=reason)
    with entry.file.path.open("rb") as stream:
        stored = files.store(stream, entry.file.name, at=clock.now())
    _require_same(stored.sha256, entry.file.sha256, entry.file.name)
    services.adjust(
        made, by=by, reason=reason, number=entry.number, file=stored, text=entry.file.text,
        file_name=entry.file.name.rsplit("/", 1)[-1][-255:], state="approved", approval_act=act,
        effective_on=entry.since, in_force_until=entry.until, approved_by=by, approved_at=clock.now(),
    )  # fmt: skip
