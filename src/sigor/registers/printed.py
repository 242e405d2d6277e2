"""Registers on paper: a list, a record or the whole set of registers as a document in the house's format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.copies import about, services
from sigor.copies.models import Kind
from sigor.organisation import clock
from sigor.organisation.models import Programme, Unit
from sigor.printing.blocks import Block, Cell, Column, Cover, Heading, Paragraph, Span, Table
from sigor.printing.mark import Mark
from sigor.printing.pdf import render
from sigor.records import selectors
from sigor.records.models import Record
from sigor.registers.declaration import Register, register_of
from sigor.registers.history import Event, history
from sigor.registers.ties import links_shown, used_in
from sigor.registers.values import is_figure, label_of, related_model, value_shown

ROWS_PRINTED = 1_000  # of one list; the rest is asked for with filters
ROWS_OF_SET = 12  # of each register, in the document of the whole set
EVENTS_PRINTED = 20
LONGEST_CHANGE = 600  # characters of one event
LONGEST_ADDRESS = 150  # characters of the foot of a page


@about.page_of(Record)
def page_of(record: Record, user: User) -> str:
    """Where a person who verifies a printed record reads it, if the register shows it to them."""
    register = register_of(record)
    if register is None or not register.records(user).filter(pk=record.pk).exists():
        return ""
    return register.url_of(record)


def list_document(
    register: Register,
    records: Sequence[Record],
    *,
    user: User,
    names: list[str],
    total: int,
    asked: list[str],
    address: str,
) -> bytes:
    """A list as filtered: `names` are its columns, `asked` the filters in force, `total` how many there are."""
    facts = [
        (_("Registros"), formats.number_format(total, use_l10n=True, force_grouping=True)),
        (_("Filtros"), " · ".join(asked) or _("ninguno")),
        (_("Impreso"), _now()),
    ]
    blocks: list[Block] = [Cover(str(register.name), str(register.purpose), tuple(facts))]
    blocks.append(_rows(register, records, names))
    if total > len(records):
        more = _("Se imprimen los primeros %(shown)d de %(total)d; filtre la lista para imprimir el resto.")
        blocks.append(Paragraph(more % {"shown": len(records), "total": total}, "muted"))
    what = services.Particulars(kind=Kind.LIST, title=str(register.name), edition=_printed())
    return _render(blocks, what, str(register.chapter), address, user, landscape=True)


def record_document(register: Register, record: Record, *, user: User, address: str) -> bytes:
    """A record with its parts, links, evidence and history, as far as the reader may see."""
    title = f"{record.code} {record.title}"
    what = services.Particulars(kind=Kind.RECORD, title=title, about=record, edition=_printed())
    return _render(_record_blocks(register, record, user), what, str(register.name), address, user)


def set_document(registers: Iterable[Register], *, user: User, address: str) -> bytes:
    """The registers one after another by chapter: what each is for, how many it holds and its first records."""
    title = _("Registros del Sistema Integrado de Gestión")
    what = services.Particulars(kind=Kind.SET, title=title, edition=_printed())
    blocks = _set_blocks(list(registers), user, title)
    return _render(blocks, what, _("Conjunto de registros"), address, user, landscape=True)


def _record_blocks(register: Register, record: Record, user: User) -> Iterator[Block]:
    facts = (
        (_("Estado"), _state(record)),
        (_("Unidad"), str(record.unit)),
        (_("Creado"), f"{_moment(record.created_at)}, {record.created_by}"),
        (_("Modificado"), f"{_moment(record.updated_at)}, {record.updated_by}"),
        (_("Impreso"), _now()),
    )
    yield Cover(f"{record.code} {record.title}", str(register.name), facts)
    for section in register.sections:
        told = [(label_of(register.field(n)), value_shown(record, n)) for n in section.fields if n != "title"]
        if any(words for _label, words in told):
            yield Heading(str(section.title))
            yield _facts(str(section.title), told)
    for other, field in register.parts():
        rows = list(other.records(user).filter(**{field: record}).order_by("code")[:ROWS_PRINTED])
        if rows:
            yield Heading(str(other.name))
            yield _rows(other, rows, [n for n in other.columns if n != field])
    tied = [
        (link.kind, f"{link.other.code} {link.other.title}", str(link.other.state.label))
        for link in links_shown(record, user)
    ]
    tied += [
        (f"{use.register.name} · {use.label}", f"{other.code} {other.title}", str(other.state.label))
        for use in used_in(record, user)
        for other in use.records
    ]
    if tied:
        yield Heading(_("Enlaces y usos"))
        yield _table(
            _("Enlaces y usos"), [(_("Relación"), 5.0), (_("Registro"), 9.0), (_("Estado"), 3.0)], tied
        )
    proofs = [
        (str(use.evidence), _day(use.evidence.date), use.evidence.file_name, use.evidence.file.sha256[:12])
        for use in selectors.evidence_of(record)
    ]
    if proofs:
        yield Heading(_("Evidencia"))
        columns = [
            (_("Documento"), 5.0),
            (_("Fecha"), 2.4),
            (_("Archivo"), 6.0),
            (_("SHA-256 (inicio)"), 3.4),
        ]
        yield _table(_("Evidencia"), columns, proofs)
    events = [
        (
            _moment(event.at),
            event.who,
            _("Se creó el registro") if event.created else _changes(event),
            "\n".join(filter(None, (event.declared, event.reason))),
        )
        for event in history(record, limit=EVENTS_PRINTED)
    ]
    yield Heading(_("Historia"))
    columns = [(_("Cuándo"), 3.0), (_("Quién"), 3.4), (_("Qué cambió"), 7.0), (_("Motivo"), 3.6)]
    yield _table(_("Historia"), columns, events)


def _set_blocks(registers: list[Register], user: User, title: str) -> Iterator[Block]:
    counted = [(register, register.records(user).order_by("code")) for register in registers]
    totals = {register.slug: rows.count() for register, rows in counted}
    yield Cover(
        title, _("Capítulos de la sección 8 del plan"), ((_("Impreso"), _now()), (_("Lee"), str(user)))
    )
    yield Heading(_("Qué registros hay"))
    index = [
        (str(r.chapter), str(r.name), " ".join(r.clauses), formats.number_format(totals[r.slug]))
        for r, _rows_of in counted
    ]
    columns = [(_("Capítulo"), 5.0), (_("Registro"), 8.0), (_("Cláusulas"), 8.0), (_("Registros"), -2.4)]
    yield _table(_("Registros y su contenido"), columns, index)
    chapter = ""
    for register, rows in counted:
        if str(register.chapter) != chapter:
            chapter = str(register.chapter)
            yield Heading(chapter)
        yield Heading(str(register.name), level=2)
        yield Paragraph(str(register.purpose), "muted")
        if not totals[register.slug]:
            yield Paragraph(_("Sin registros a su alcance."), "muted")
            continue
        yield _rows(register, list(rows[:ROWS_OF_SET]), list(register.columns))
        if totals[register.slug] > ROWS_OF_SET:
            more = _("y %(n)d más en el registro.") % {"n": totals[register.slug] - ROWS_OF_SET}
            yield Paragraph(more, "muted")


def _rows(register: Register, records: Sequence[Record], names: list[str]) -> Block:
    """The records as a table of these columns."""
    if not records:
        return Paragraph(_("Ningún registro cumple estos filtros."), "muted")
    columns = [(label_of(register.field(name)), _width(register.field(name))) for name in names]
    cells = [tuple(_state(r) if n == "state" else value_shown(r, n) for n in names) for r in records]
    return _table(str(register.name), columns, cells)


def _width(field: models.Field[Any, Any]) -> float:
    """Centimetres by what the column holds; figures stand at the right."""
    if is_figure(field):
        return -1.8
    if field.name == "title" or isinstance(field, models.TextField):
        return 6.0
    if isinstance(field, models.DateField) or related_model(field) is Unit:
        return 2.2
    return 2.8


def _facts(caption: str, told: Iterable[tuple[str, str]]) -> Block:
    rows: list[tuple[Cell, ...]] = [((Span(label, "strong"),), _lines(words or "—")) for label, words in told]
    return Table(caption, ((_("Dato"), 5.0), (_("Contenido"), 12.0)), tuple(rows))


def _changes(event: Event) -> str:
    told = (f"{line.label}: {line.before or '—'} → {line.after or '—'}" for line in event.lines)
    return "\n".join(told)[:LONGEST_CHANGE]


def _table(caption: str, columns: Sequence[Column], rows: Iterable[tuple[str, ...]]) -> Block:
    return Table(caption, tuple(columns), tuple(tuple(_lines(words) for words in row) for row in rows))


def _lines(words: str) -> Cell:
    return tuple(Span(line) for line in words.splitlines() or [""])


def _state(record: Record) -> str:
    state = record.get_state()
    return f"{state.mark} {state.label}"


def _moment(at: Any) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _day(day: Any) -> str:
    return formats.date_format(day, "DATE_FORMAT") if day else ""


def _now() -> str:
    return _moment(clock.now())


def _printed() -> str:
    return _("Impreso el %(moment)s") % {"moment": _now()}


def _render(
    blocks: Iterable[Block],
    what: services.Particulars,
    subject: str,
    address: str,
    user: User,
    *,
    landscape: bool = False,
) -> bytes:
    """The document under a code of its own; of a working print only the hash is kept."""
    now = clock.now()
    programme = Programme.objects.on(now.date()).first()
    english = (get_language() or "es").startswith("en")
    place = settings.PUBLIC_ADDRESS.rstrip("/")
    name = programme.name if programme else "SIGOR"
    furniture = {
        "mottoes": [m for m in (programme.decade_motto, programme.year_motto) if m] if programme else [],
        "programme": name,
        "unit": subject,
        "classification": programme.classification if programme else "",
        "control_note": programme.control_note if programme else "",
        "language": "en" if english else "es",
        "region": "US" if english else "PE",
        "page": _("Página"),
        "of": _("de"),
        "table": _("Cuadro n.°"),
        "chart": _("Gráfico n.°"),
        "title": what.title,
        "subject": subject,
        "author": name,
        "address": f"{place}{address if len(address) <= LONGEST_ADDRESS else address.partition('?')[0]}",
        "base_url": f"{place}/prueba/",
    }
    drawn = list(blocks)

    def make(mark: Mark) -> bytes:
        return render(_told(drawn, mark), furniture, moment=now, landscape=landscape, mark=mark)

    return services.issue(what, make, by=user, keep=False).data


def _told(blocks: list[Block], mark: Mark) -> list[Block]:
    """With the code in the text as well: what stands at the foot of a page is neither read aloud nor a link."""
    cover, *rest = blocks
    assert isinstance(cover, Cover)
    said = replace(cover, facts=(*cover.facts, (mark.label, mark.code)))
    return [said, *rest, Paragraph(mark.sentence, "muted")]
