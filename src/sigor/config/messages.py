"""`sigor messages`: the Spanish texts of the tree into the English catalogue, and what is wrong with them."""

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import click
from django.template.base import Lexer, Token, TokenType
from django.utils.translation.template import templatize

try:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po, write_po
except ImportError as missing:
    raise click.ClickException("Falta Babel: tools/bootstrap dev lo instala.") from missing

PACKAGE = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale", "en", "LC_MESSAGES", "django.po")
HEADER = "# English of SIGOR. The ids are the Spanish texts themselves; `sigor messages` collects them."

# What the arguments of each function are: (m)essage, its (p)lural, its (c)ontext.
SHAPES = {"gettext": "m", "ngettext": "mp", "pgettext": "cm", "npgettext": "cmp"}
FUNCTIONS = {f"{name}{kind}": shape for name, shape in SHAPES.items() for kind in ("", "_lazy")}
FUNCTIONS |= {"gettext_noop": "m"}
# What templatize writes for each text of a template.
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(?:n?p?gettext|_)\({LITERAL}(?:, ?{LITERAL})*(?:, ?count)?\)")

# What is the same in both languages, or is a name.
SAME = (
    "SIGOR SIG JUNTOS PDF DOCX XLSX ODF PNG JPG ZIP TXT CSV JSON Schema API SHA256 Word Excel Gantt English"
    " Español Linux macOS Windows sum sha256sum shasum certutil hashfile Rev XXXX"
)
ALLOWED = set(SAME.casefold().split())
WORD = re.compile(r"[^\W\d_]{3,}[\d]*")
SEEN = re.compile(r"title|alt|placeholder|label|data-label|aria-(?:label|description|valuetext)")
QUOTED = re.compile(r""""([^"]*)"|'([^']*)'""")
WORDED_FILTERS = re.compile(r"""\|(?:default|default_if_none|yesno|pluralize|join|add):("[^"]*"|'[^']*')""")
SILENT_TAGS = ("blocktrans", "blocktranslate", "comment")
WORDED_TAGS = ("include", "with", "firstof", "cycle")
EXPRESSION = re.compile(r"(?<!%)(?:%%)*%\(\w*[^\w)]")
PLACEHOLDER = re.compile(r"%(?:\(\w+\)\w|.|$)|\{\w*\}")

Key = tuple[str, str]  # context, message


@dataclass
class Texts:
    """The messages of a tree and where each is, and what keeps others from being one."""

    plurals: dict[Key, str] = field(default_factory=dict)
    files: dict[Key, set[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, place: str, message: str, plural: str = "", context: str = "") -> None:
        key = (context, message)
        known = self.plurals.get(key, "")
        if known and plural and known != plural:
            self.faults.append(f"{place}: otro plural del mismo texto: «{message}»")
        self.plurals[key] = known or plural
        self.files.setdefault(key, set()).add(place)


class English(Catalog):
    """A catalogue whose header says only what is needed to read it: no dates, no addresses."""

    mime_headers = [
        ("Project-Id-Version", "SIGOR"),
        ("Language", "en"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
    ]


def collect(tree: Path) -> Texts:
    """Every text of the Python files and templates of a tree."""
    texts = Texts()
    for path in sorted(path for ending in ("py", "html", "txt") for path in tree.rglob(f"*.{ending}")):
        place = path.relative_to(tree)
        if path.suffix == ".py" and "migrations" not in place.parts:
            _python(texts, place.as_posix(), path.read_text(encoding="utf-8"))
        elif path.suffix != ".py" and "templates" in place.parts:
            _template(texts, place.as_posix(), path.read_text(encoding="utf-8"))
    return texts


def _python(texts: Texts, place: str, source: str) -> None:
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if node.module == "django.utils.translation" or alias.name == "gettext_noop"
    }
    # Plain Python marks its texts with a function of its own, or one of a neighbour.
    names |= {node.name: node.name for node in tree.body if isinstance(node, ast.FunctionDef)}

    _calls(texts, place, tree, names)


def _calls(texts: Texts, place: str, tree: ast.AST, names: dict[str, str]) -> None:
    """The calls of the functions known under these names, or as attributes: `translation.gettext`."""
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        called = (
            names.get(node.func.id) if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        )
        if not (shape := FUNCTIONS.get(called or "")):
            continue
        arguments = dict(zip(shape, node.args, strict=False))
        given = {kind: a.value for kind, a in arguments.items() if isinstance(a, ast.Constant)}
        if len(given) == len(shape) and all(isinstance(words, str) for words in given.values()):
            texts.add(place, str(given["m"]), str(given.get("p", "")), str(given.get("c", "")))
        elif any(isinstance(a, ast.JoinedStr | ast.BinOp | ast.IfExp | ast.Call) for a in arguments.values()):
            texts.faults.append(f"{place}:{node.lineno}: texto armado dentro de gettext: {ast.unparse(node)}")


def _template(texts: Texts, place: str, source: str) -> None:
    try:
        calls = [found.group() for found in CALL.finditer(templatize(source, origin=place))]
    except SyntaxError as error:  # a tag inside blocktrans
        texts.faults.append(f"{place}: {error}")
        return
    _calls(texts, place, ast.parse("\n".join(calls)), {name: name for name in SHAPES} | {"_": "gettext"})
    for call in calls:
        if EXPRESSION.search(call):
            texts.faults.append(f"{place}: expresión dentro de blocktrans: {call}")
    for line, words in _unmarked(source, plain=place.endswith(".txt")):
        texts.faults.append(f"{place}:{line}: texto sin marcar: «{words}»")


def _unmarked(source: str, plain: bool) -> Iterator[tuple[int, str]]:
    """What a person reads that no tag translates: text, attributes, and words inside tags."""
    rest = ""
    skipped = ""  # until which tag
    for token in Lexer(source).tokenize():
        lines = "\n" * token.contents.count("\n")
        first = [*token.contents.split(None, 1), ""]
        if skipped:
            rest += lines
            skipped = "" if token.token_type == TokenType.BLOCK and first[0] == skipped else skipped
        elif token.token_type == TokenType.TEXT:
            rest += token.contents
        else:
            rest += lines
            if token.token_type == TokenType.BLOCK and first[0] in SILENT_TAGS:
                skipped = f"end{first[0]}"
            yield from ((token.lineno or 0, words) for words in _words_in_tag(token))
    for line, words in enumerate(rest.splitlines(), start=1) if plain else _Page(rest).found:
        if any(word.casefold() not in ALLOWED for word in WORD.findall(words)):
            yield line, " ".join(words.split())


def _words_in_tag(token: Token) -> Iterator[str]:
    if token.token_type == TokenType.VAR:
        for quoted in WORDED_FILTERS.findall(token.contents):
            if WORD.search(quoted):
                yield quoted[1:-1]
    elif token.token_type == TokenType.BLOCK and token.contents.startswith(WORDED_TAGS):
        for words in ("".join(pair) for pair in QUOTED.findall(re.sub(r"_\([^)]*\)", "", token.contents))):
            if WORD.search(words) and (" " in words or words[0].isupper() or not words.isascii()):
                yield words


class _Page(HTMLParser):
    """The words of a page: text outside scripts and styles, and the attributes a person sees or hears."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.silent = False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in ("script", "style")
        given = dict(attrs)
        for name, value in attrs:
            button = name == "value" and given.get("type") in ("submit", "button", "reset")
            sentence = name.startswith("data-") and (" " in (value or "") or not (value or "").isascii())
            if value and (SEEN.fullmatch(name) or button or sentence):
                self.found.append((self.getpos()[0], value))

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append((self.getpos()[0], data))


def read(po: Path) -> Catalog:
    """The catalogue as it is kept; an empty one if there is none."""
    return read_po(io.BytesIO(po.read_bytes() if po.exists() else b""), locale="en")


def updated(texts: Texts, kept: Catalog) -> English:
    """The texts of the tree with the translations that are kept."""
    catalogue = English(locale="en", header_comment=HEADER, fuzzy=False)
    for context, message in sorted(texts.files, key=lambda key: (key[1], key[0])):
        plural = texts.plurals[context, message]
        wanted = (message, plural) if plural else message
        places = [(place, 0) for place in sorted(texts.files[context, message])]
        old = kept.get(message, context or None)
        if old is None or old.id != wanted:
            catalogue.add(wanted, locations=places, context=context or None)
        else:
            flags = old.flags & {"fuzzy"}
            remarks = old.user_comments
            catalogue.add(wanted, old.string, places, flags, user_comments=remarks, context=context or None)
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """The .mo of a catalogue: its translations, without those in doubt (fuzzy)."""
    plain = English(locale="en", fuzzy=False)
    for message in catalogue:
        if message.id:
            plain[message.id] = message
    file = io.BytesIO()
    write_mo(file, plain)
    return file.getvalue()


def _strings(given: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [given or ""] if given is None or isinstance(given, str) else [string or "" for string in given]


def findings(tree: Path) -> list[str]:
    """Everything that keeps the English pages from being whole, each in a line."""
    texts, kept = collect(tree), read(tree / CATALOGUE)
    found = list(texts.faults)
    known = {}
    for message in (message for message in kept if message.id):
        ids, strings = _strings(message.id), _strings(message.string)
        key = (message.context or "", ids[0])
        known[key] = "".join(ids[1:])
        if key not in texts.files:
            found.append(f"sobra en el catálogo: «{ids[0]}»")
        elif message.fuzzy:
            found.append(f"dudoso (fuzzy): «{ids[0]}»")
        elif not all(strings):
            found.append(f"sin traducir: «{ids[0]}»")
        elif not _placeholders_agree(ids, strings):
            found.append(f"no coinciden las variables: «{ids[0]}» → «{' | '.join(strings)}»")
    found += [f"sobra en el catálogo: «{_strings(old.id)[0]}»" for old in kept.obsolete.values()]
    for key in sorted(texts.files):
        if known.get(key) != texts.plurals[key]:
            found.append(f"falta en el catálogo: «{key[1]}» ({', '.join(sorted(texts.files[key]))})")
    mo = (tree / CATALOGUE).with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != compiled(kept):
        found.append("el .mo no es el que resulta de compilar el .po")
    return found


def _placeholders_agree(ids: list[str], strings: list[str]) -> bool:
    """One form of two may leave its number unsaid («one day»); nothing else may go or come."""
    wanted = [set(PLACEHOLDER.findall(text)) for text in ids]
    given = [set(PLACEHOLDER.findall(text)) for text in strings]
    return given[-1] == wanted[-1] and all(some <= set.union(*wanted) for some in given)


def write(tree: Path) -> Catalog:
    """Bring the catalogue up to date and compile it."""
    po = tree / CATALOGUE
    catalogue = updated(collect(tree), read(po))
    file = io.BytesIO()
    write_po(file, catalogue, width=100_000, include_lineno=False)
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_bytes(file.getvalue())
    po.with_suffix(".mo").write_bytes(compiled(catalogue))
    return catalogue


@click.command()
@click.option("--check", is_flag=True, help="No escribe; enumera lo que falta y termina con 1.")
def messages(check: bool) -> None:
    """Reunir los textos que se ven y compilar su traducción al inglés."""
    if not check:
        catalogue = write(PACKAGE)
        pending = [m for m in catalogue if m.id and not all(_strings(m.string))]
        click.echo(f"{len(catalogue)} textos, {len(pending)} sin traducir: {PACKAGE / CATALOGUE}")
        return
    if found := findings(PACKAGE):
        for line in found:
            click.echo(line)
        click.echo(f"{len(found)} hallazgos.")
        raise SystemExit(1)
    click.echo("Los textos y su traducción están completos.")
