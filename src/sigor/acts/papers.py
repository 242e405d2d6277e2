"""An act on paper, in the house's furniture: a draft to be finished in Word, or as it was issued."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.acts.models import Act
from sigor.copies.furniture import house_furniture
from sigor.copies.models import Kind
from sigor.copies.services import Particulars, issue
from sigor.organisation import clock
from sigor.printing import pdf, word
from sigor.printing.blocks import Block, Cover, Heading, Paragraph
from sigor.printing.mark import Mark

BLANK = "………………"


def paper(act: Act, ending: str, *, by: User) -> bytes:
    """The act as `docx` or `pdf`, under a code of its own; only its hash is kept."""
    name = str(act) if act.number else f"{act.type.title} · {act.title}"
    furniture = house_furniture(name, str(act.unit), reverse("register_detail", args=["acts", act.pk]))
    blocks = list(_blocks(act))
    status = str(act.get_state().label)

    def make(mark: Mark) -> bytes:
        if ending == "docx":
            return word.render(blocks, furniture, moment=clock.now(), status=status, mark=mark)
        return pdf.render(blocks, furniture, moment=clock.now(), mark=mark)

    what = Particulars(
        kind=Kind.ACT, title=name, ending=ending, about=act, edition=status, external_code=act.external_code
    )
    return issue(what, make, by=by, keep=False).data


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
