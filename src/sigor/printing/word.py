"""Blocks as an editable Word file: figures locked, narrative free; the same content gives the same bytes."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import typst
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from sigor.printing.blocks import Block, Chart, Cover, Heading, Narrative, Paragraph, Span, Table
from sigor.printing.mark import Mark, qr_png
from sigor.printing.pdf import printable

INK, SOFT, RULE, GROUND, ACCENT = "1B2430", "4A5563", "D5DAE1", "F4F6F9", "1F5FBF"
FONT, PAGE, MARGIN = "Arial", (21.0, 29.7), 2.0
HEADINGS = 90  # the numbering list of the headings, past those of the base document
# Style, size, colour, bold, points before and after.
STYLES = (
    ("Normal", 10, INK, False, 0, 6),
    ("Title", 18, INK, True, 6, 4),
    ("Subtitle", 12, ACCENT, False, 0, 6),
    ("Heading1", 13, ACCENT, True, 16, 6),
    ("Heading2", 11, INK, True, 12, 5),
    ("Heading3", 10, INK, True, 8, 3),
    ("Caption", 8.5, SOFT, False, 8, 4),
    ("Header", 8, SOFT, False, 0, 1),
    ("Footer", 7.5, SOFT, False, 0, 1),
    ("Fact", 9, INK, False, 0, 2),
    ("Cell", 8, INK, False, 0, 0),
    ("Card", 9.5, INK, False, 2, 2),
    ("Panel", 10, INK, False, 3, 3),
    ("Gap", 4, INK, False, 0, 4),
)
HYPERLINK = RELATIONSHIP_TYPE.HYPERLINK
# Neither control can be deleted; the text of a free one can be changed.
LOCKED, FREE = "sdtContentLocked", "sdtLocked"
SQUARE = 1.7  # cm of the QR
WHOLE = 6  # rows of a table that is not cut by a page
PICTURE = b'#set page(width: 17cm, height: auto, margin: 0pt); #image(bytes(sys.inputs.svg), format: "svg")'
SIDES = ("top", "left", "bottom", "right")
EDGE = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
TABLE = f"""<w:style {nsdecls("w")} w:type="table" w:styleId="ReportTable">
<w:name w:val="SIGOR Table"/><w:basedOn w:val="TableNormal"/><w:tblPr>
<w:tblBorders><w:top {EDGE}/><w:bottom {EDGE}/><w:insideH {EDGE}/></w:tblBorders>
<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{GROUND}"/></w:tcPr>
</w:tblStylePr></w:style>"""
LEVEL = """<w:lvl w:ilvl="{0}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{1}"/>
<w:suff w:val="space"/><w:lvlText w:val="{2}"/></w:lvl>"""
NUMBERING = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="{HEADINGS}">
<w:multiLevelType w:val="multilevel"/>
{LEVEL.format(0, 1, "%1.")}{LEVEL.format(1, 2, "%1.%2.")}</w:abstractNum>"""


def render(
    blocks: Iterable[Block],
    furniture: Mapping[str, Any],
    *,
    moment: datetime,
    status: str = "",
    mark: Mark | None = None,
) -> bytes:
    """A document as .docx, on A4. `furniture` as in `printing.pdf.render`; `status` is a property of the file."""
    page = printable(dict(furniture))
    writer = _Writer(page, mark)
    for block in blocks:
        writer.write(printable(block))
    _describe(writer.document, page, moment=moment, status=status, mark=mark)
    packed = io.BytesIO()
    writer.document.save(packed)
    return _undated(packed)


def node(tag: str, *children: Any, **attributes: str | float) -> Any:
    """One WordprocessingML element."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element


def run(text: str, *marks: str, size: float = 0, colour: str = "") -> Any:
    """A run of text; marks are b and i."""
    look = [node(mark) for mark in marks]
    look += [node("color", val=colour)] if colour else []
    look += [node("sz", val=round(size * 2))] if size else []
    content = node("t")
    content.text = text
    content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return node("r", *([node("rPr", *look)] if look else []), content)


def paragraph(style: str, *content: Any, settings: tuple[Any, ...] = ()) -> Any:
    return node("p", node("pPr", node("pStyle", val=style), *settings), *content)


class _Writer:
    """Appends blocks to one document, numbering its captions and controls."""

    def __init__(self, page: dict[str, Any], mark: Mark | None) -> None:
        self.page = page
        self.document: Any = Document()
        self.controls = 0
        self.captions: dict[str, int] = {}
        _lay_out(self.document, page, mark)

    def write(self, block: object) -> None:
        match block:
            case Cover():
                self._cover(block)
            case Heading():
                numbering = () if block.numbered else (node("numPr", node("numId", val=0)),)
                self._add(paragraph(f"Heading{block.level}", run(block.text), settings=numbering))
            case Paragraph():
                style = "Card" if "card" in block.look else "ListBullet" if block.bullet else "Normal"
                marks = ("b",) if block.look == "card-title" else ()
                shown = run(block.text, *marks, colour=SOFT if block.look == "muted" else "")
                self._add(paragraph(style, self._control(block.lock, shown) if block.lock else shown))
            case Table():
                self._caption("table", block.caption, node("keepNext"))
                self._add(self._table(block))
                self._add(paragraph("Gap"))
            case Chart():
                self._chart(block)
            case Narrative():
                self._add(paragraph("Heading3", run(block.title)))
                written = [paragraph("Normal", run(text)) for text in block.paragraphs]
                hint = paragraph("Normal", run(block.placeholder, "i", colour=SOFT))
                self._add(self._control(block.name, *(written or [hint]), lock=FREE, hint=not written))

    def _add(self, element: Any) -> None:
        self.document.element.body.insert_element_before(element, "w:sectPr")

    def _control(self, tag: str, *content: Any, lock: str = LOCKED, hint: bool = False) -> Any:
        self.controls += 1
        properties = [node("alias", val=tag), node("tag", val=tag), node("id", val=self.controls)]
        properties += [node("lock", val=lock), *([node("showingPlcHdr")] if hint else [])]
        return node("sdt", node("sdtPr", *properties), node("sdtContent", *content))

    def _span(self, span: Span, *, stacked: bool = True, size: float = 0) -> Any:
        """A span; a figure's code stands under it, or raised beside it in a sentence."""
        muted = span.look == "muted"
        bold = ("b",) if span.look == "strong" or (span.look == "figure" and not stacked) else ()
        shown = run(span.text, *bold, colour=SOFT if muted else "", size=7.5 if muted else size)
        if span.look != "figure":
            return shown
        if not span.code:
            return self._control("figure", shown)
        link = OxmlElement("w:hyperlink")
        address = self.page["base_url"] + span.code
        link.set(qn("r:id"), self.document.part.relate_to(address, HYPERLINK, is_external=True))
        code = run(span.code, colour=SOFT, size=6 if stacked else 11)
        if not stacked:
            code.rPr.append(node("vertAlign", val="superscript"))
        link.append(code)
        return self._control(span.code, shown, node("r", node("br")) if stacked else run(" ", size=6), link)

    def _table(self, table: Table) -> Any:
        widths = [width for _, width in table.columns]
        titles = tuple((Span(title, "strong"),) for title, _ in table.columns)
        properties = node(
            "tblPr",
            node("tblStyle", val="ReportTable"),
            node("tblW", w=sum(Cm(abs(width)).twips for width in widths), type="dxa"),
            node("tblLayout", type="fixed"),
            node("tblLook", val="0020", firstRow=1),
            node("tblCaption", val=table.caption),
        )
        grid = node("tblGrid", *(node("gridCol", w=Cm(abs(width)).twips) for width in widths))
        rows = []
        for place, cells in enumerate((titles, *table.rows)):
            marks = [node("cantSplit")] + ([node("tblHeader")] if place == 0 else [])
            # A short table stays on one page; a long one only keeps its header with its first row.
            keep = place == 0 or place < len(table.rows) <= WHOLE
            columns = (self._cell(cell, width, keep=keep) for cell, width in zip(cells, widths, strict=True))
            rows.append(node("tr", node("trPr", *marks), *columns))
        return node("tbl", properties, grid, *rows)

    def _cell(self, cell: tuple[Span, ...], width: float, *, keep: bool) -> Any:
        lines = []
        for span in cell or (Span(""),):
            settings = (node("keepNext", val=int(keep)), node("jc", val="right" if width < 0 else "left"))
            lines.append(paragraph("Cell", self._span(span), settings=settings))
        return node("tc", node("tcPr", node("tcW", w=Cm(abs(width)).twips, type="dxa")), *lines)

    def _cover(self, cover: Cover) -> None:
        self._add(paragraph("Title", run(cover.title)))
        self._add(paragraph("Subtitle", run(cover.subtitle)))
        for label, text in cover.facts:
            self._add(paragraph("Fact", run(f"{label}: ", colour=SOFT), run(text)))
        self._add(paragraph("Gap"))
        if cover.headline:
            self._add(paragraph("Panel", self._span(cover.headline, stacked=False, size=26)))
        if cover.verdict:
            self._add(paragraph("Panel", self._control("verdict", run(cover.verdict, "b", size=12))))
        if cover.tally:
            self._add(paragraph("Panel", *(self._span(span, stacked=False) for span in cover.tally)))
        if cover.notes:
            self._add(paragraph("Panel", run(" · ".join(cover.notes), size=9, colour=SOFT)))

    def _caption(self, kind: str, text: str, *settings: Any) -> None:
        self.captions[kind] = self.captions.get(kind, 0) + 1
        number = _field(f"SEQ {kind} \\* ARABIC", str(self.captions[kind]))
        words = run(f"{self.page[kind]} "), *number, run(f": {text}")
        self._add(paragraph("Caption", *words, settings=settings))

    def _chart(self, chart: Chart) -> None:
        holder = self.document.add_paragraph()
        holder.paragraph_format.keep_with_next = True
        shape = holder.add_run().add_picture(io.BytesIO(picture(chart.svg)), width=Cm(PAGE[0] - 2 * MARGIN))
        shape._inline.docPr.set("descr", chart.alt)
        for side in SIDES:  # LibreOffice shifts a picture that does not say
            shape._inline.set(f"dist{side[0].upper()}", "0")
        self._caption("chart", chart.caption)


def _lay_out(document: Any, page: dict[str, Any], mark: Mark | None) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(PAGE[0]), Cm(PAGE[1])
    section.left_margin = section.right_margin = Cm(MARGIN)
    section.top_margin, section.bottom_margin = Cm(3.3), Cm(3.2 if mark else 2.6)
    for style in STYLES:
        _style(document.styles.element, *style)
    document.styles.element.append(parse_xml(TABLE))
    lists = document.part.numbering_part.element
    lists.find(qn("w:num")).addprevious(parse_xml(NUMBERING))
    lists.append(node("num", node("abstractNumId", val=HEADINGS), numId=HEADINGS))
    stops = ("center", Cm(PAGE[0] / 2 - MARGIN)), ("right", Cm(PAGE[0] - 2 * MARGIN))
    tabs = node("tabs", *(node("tab", val=side, pos=place.twips) for side, place in stops))
    head = [paragraph("Header", run(motto, "i")) for motto in page["mottoes"]]
    unit = run(f" · {page['unit']}")
    head.append(paragraph("Header", run(page["programme"], "b"), unit, settings=(_edge("top"),)))
    first, then = node("r", node("tab")), node("r", node("tab"))
    edition = run(page["classification"], "b"), first, run(page["subject"]), then
    pages = run(f"{page['page']} "), *_field("PAGE", "1"), run(f" {page['of']} "), *_field("NUMPAGES", "1")
    foot = [paragraph("Footer", *edition, *pages, settings=(_edge("top"), tabs))]
    section.footer.is_linked_to_previous = section.header.is_linked_to_previous = False
    if mark is None:
        foot += [
            paragraph("Footer", run(page["address"])),
            paragraph("Footer", run(page["control_note"], "i")),
        ]
    else:
        foot += _marked(section.footer, mark, page["control_note"])
    for place, lines in ((section.header, head), (section.footer, foot)):
        place._element[:] = lines


def _marked(footer: Any, mark: Mark, note: str) -> list[Any]:
    """The code by which this copy is told from a forgery, and its QR beside it."""
    words = [
        paragraph("Footer", run(f"{mark.label} "), run(mark.code, "b", size=9, colour=INK)),
        paragraph("Footer", run(mark.sentence)),
        paragraph("Footer", run(note, "i")),
    ]
    holder = footer.paragraphs[0]
    shape = holder.add_run().add_picture(io.BytesIO(qr_png(mark.address)), width=Cm(SQUARE))
    shape._inline.docPr.set("descr", mark.alt)
    for side in SIDES:
        shape._inline.set(f"dist{side[0].upper()}", "0")
    square = paragraph("Footer", holder.runs[-1]._element, settings=(node("jc", val="right"),))
    widths = Cm(PAGE[0] - 2 * MARGIN - SQUARE - 0.3).twips, Cm(SQUARE + 0.3).twips
    cells = [
        node("tc", node("tcPr", node("tcW", w=width, type="dxa")), *content)
        for width, content in zip(widths, (words, [square]), strict=True)
    ]
    table = node(
        "tbl",
        node(
            "tblPr",
            node("tblW", w=sum(widths), type="dxa"),
            node("tblLayout", type="fixed"),
            node("tblCellMar", node("left", w=0, type="dxa"), node("right", w=0, type="dxa")),
        ),
        node("tblGrid", *(node("gridCol", w=width) for width in widths)),
        node("tr", node("trPr", node("cantSplit")), *cells),
    )
    return [
        table,
        paragraph("Footer", settings=(node("spacing", before=0, after=0, line=20, lineRule="exact"),)),
    ]


def _field(instruction: str, shown: str) -> list[Any]:
    # The long form: LibreOffice counts captions only in this one.
    text = node("instrText")
    text.text = f" {instruction} "
    begin, middle, end = (node("fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    return [node("r", begin), node("r", text), node("r", middle), run(shown), node("r", end)]


def _edge(*sides: str, size: int = 4, colour: str = RULE) -> Any:
    return node("pBdr", *(node(side, val="single", sz=size, space=5, color=colour) for side in sides))


def _style(styles: Any, name: str, size: float, colour: str, bold: bool, before: float, after: float) -> None:
    found = styles.xpath(f'w:style[@w:styleId="{name}"]')
    fresh = node("style", node("name", val=f"SIGOR {name}"), type="paragraph", customStyle=1, styleId=name)
    style = found[0] if found else fresh
    for old in style.xpath("w:pPr | w:rPr"):
        style.remove(old)
    boxed = name in ("Card", "Panel")
    level = int(name[-1]) - 1 if name.startswith("Heading") else None
    settings = [node("keepNext"), node("keepLines")] if level is not None else []
    if level in (0, 1):
        settings.append(node("numPr", node("ilvl", val=level), node("numId", val=HEADINGS)))
    if boxed:
        edge = _edge("left", size=36, colour=ACCENT) if name == "Panel" else _edge(*SIDES)
        settings += [edge, node("shd", val="clear", color="auto", fill=GROUND)]
    settings.append(node("spacing", before=before * 20, after=after * 20, line=259, lineRule="auto"))
    settings += [node("ind", left=160, right=160)] if boxed else []
    settings += [node("jc", val="center")] if name == "Header" else []
    settings += [node("outlineLvl", val=level)] if level is not None else []
    fonts = node("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)
    look = (fonts, *([node("b")] if bold else []), node("color", val=colour), node("sz", val=round(size * 2)))
    style.extend([node("pPr", *settings), node("rPr", *look)])
    styles.append(style)


def _describe(
    document: Any, page: dict[str, Any], *, moment: datetime, status: str, mark: Mark | None
) -> None:
    language = f"{page['language']}-{page['region']}"
    for part, path, value in (
        (document.styles, "w:docDefaults//w:lang", language),
        (document.settings, "w:themeFontLang", language),
        # Otherwise Word opens it as a file of an older version.
        (document.settings, "w:compat/w:compatSetting[@w:name='compatibilityMode']", "15"),
    ):
        for place in part.element.xpath(path):
            place.set(qn("w:val"), value)
    facts = document.core_properties
    facts.title, facts.subject, facts.author = page["title"], page["subject"], page["author"]
    facts.last_modified_by, facts.comments, facts.language = page["author"], "", language
    if mark:
        facts.identifier, facts.keywords = mark.code, mark.code
    facts.category, facts.content_status = page["classification"], status
    facts.created = facts.modified = moment.astimezone(UTC).replace(tzinfo=None)
    for name, relation in tuple(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # the base document's picture, not this document's
            del document.part.package.rels[name]


def _undated(packed: io.BytesIO) -> bytes:
    fixed = io.BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def picture(svg: str) -> bytes:
    """A chart as PNG: the older versions of Word draw no SVG."""
    png = typst.compile(PICTURE, format="png", ppi=200, ignore_system_fonts=True, sys_inputs={"svg": svg})
    assert isinstance(png, bytes)
    return png
