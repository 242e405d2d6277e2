"""An act on paper, in the house's furniture: a draft to be finished in Word, as it was issued, or put forward to be signed."""

import hashlib
from collections.abc import Iterator
from io import BytesIO

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.acts.models import Act
from sigor.copies.furniture import house_furniture
from sigor.copies.models import Kind
from sigor.copies.services import Issued, Particulars, issue
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.printing import pdf, word
from sigor.printing.blocks import Block, Cover, Heading, Paragraph
from sigor.printing.mark import Mark
from sigor.records import access, selectors
from sigor.records.actor import acting
from sigor.records.models import EvidenceUse
from sigor.records.services import attach, keep_evidence

BLANK = "………………"


def paper(act: Act, ending: str, *, by: User) -> bytes:
    """The act as `docx` or `pdf`, under a code of its own; only its hash is kept."""
    return _issue(act, ending, by=by).data


def put_forward(act: Act, *, by: User) -> EvidenceUse:
    """Keep the act's own PDF as evidence of it, for signatures to be asked on; while it says the same, the same file.

    Raises AccessDenied.
    """
    access.require(by, Permission.EDIT, [act.unit_id])
    with acting(by):
        issued = _issue(act, "pdf", by=by, to_be_signed=True)
        kept = selectors.evidence_of(act).filter(evidence__file__sha256=issued.file.sha256).first()
        if kept is not None:
            return kept
        evidence = keep_evidence(
            by=by,
            unit_id=act.unit_id,
            stream=BytesIO(issued.data),
            file_name=f"{act.code}.pdf",
            type=act.type.title[:80],
            number=act.number,
            date=act.dated_on,
        )
        return attach(act, by=by, evidence=evidence)


def _issue(act: Act, ending: str, *, by: User, to_be_signed: bool = False) -> Issued:
    """What is to be signed is kept, and asked again it is the same issue; other papers leave only their hash."""
    name = str(act) if act.number else f"{act.type.title} · {act.title}"
    furniture = house_furniture(name, str(act.unit), reverse("register_detail", args=["acts", act.pk]))
    blocks = list(_blocks(act))
    status = str(act.get_state().label)

    def make(mark: Mark) -> bytes:
        if ending == "docx":
            return word.render(blocks, furniture, moment=clock.now(), status=status, mark=mark)
        return pdf.render(blocks, furniture, moment=clock.now(), mark=mark)

    what = Particulars(
        kind=Kind.ACT,
        title=name,
        ending=ending,
        about=act,
        edition=status,
        external_code=act.external_code,
        series=f"acts:{act.pk}:signing" if to_be_signed else "",
        content=hashlib.sha256(repr((name, status, blocks)).encode()).hexdigest() if to_be_signed else "",
    )
    return issue(what, make, by=by, keep=to_be_signed)


def _blocks(act: Act) -> Iterator[Block]:
    to = act.to_unit.name if act.to_unit else act.to_outside
    facts = (
        (_("Número"), act.number or BLANK),
        (_("Fecha"), formats.date_format(act.dated_on, "DATE_FORMAT") if act.dated_on else BLANK),
        (_("De"), act.issuer or act.unit.name),
        (_("A"), to),
        (_("Expediente"), act.case.code),
        (_("Estado"), str(act.get_state().label)),
    )
    yield Cover(act.type.title, act.title, tuple(fact for fact in facts if fact[1]))
    yield Heading(act.title, numbered=False)
    body = act.body or act.type.template.replace("{asunto}", act.title).replace("{unidad}", act.unit.name)
    for text in body.splitlines() or [BLANK]:
        if text.strip():
            yield Paragraph(text)
