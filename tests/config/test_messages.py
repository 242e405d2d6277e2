"""The catalogue is whole, the check sees what would break it, and English pages are in English."""

import html
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from sigor.config import messages

SPANISH = {
    "views.py": """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
from django.utils import translation
HITO = _("Hito")
LATE = ngettext("hace %(n)d día", "hace %(n)d días", 2)
CHECK = pgettext_lazy("PHVA", "Verificar")
PLAN = translation.gettext("Plan " "anual")
for _row, state in []: _(state)
""",
    "engine.py": 'from plain.words import gettext_noop\nTOLD = gettext_noop("Aviso")\n',
    "templates/page.html": """
{% load i18n %}<title>{% trans "Bandeja" %} · SIGOR</title>
<p title="{% trans 'Ayuda' %}">{{ x|default:_("nunca") }} {% include "a.html" with head=_("Avance") %}</p>
{% blocktrans count n=rows|length trimmed %}
  {{ n }} fila
{% plural %}
  {{ n }} filas
{% endblocktrans %}
{% blocktrans context "token" asvar due %}Vence{% endblocktrans %}{% trans "80 %" as share %}
{# un comentario #}{% comment %}otro comentario{% endcomment %}<script>const palabra = "texto";</script>
""",
    "templates/mail.txt": '{% load i18n %}{% trans "Su cuenta" %}\n',
    "migrations/0001_initial.py": 'from django.utils.translation import gettext as _\n_("Viejo")\n',
}
ENGLISH = {
    "Hito": "Milestone",
    "Aviso": "Warning",
    "hace %(n)d día": ("yesterday", "%(n)d days ago"),
    "Verificar": "Check",
    "Plan anual": "Yearly plan",
    "Bandeja": "Tray",
    "Ayuda": "Help",
    "nunca": "never",
    "Avance": "Progress",
    "%(n)s fila": ("%(n)s row", "%(n)s rows"),
    "Vence": "Expires",
    "80 %%": "80 %%",
    "Su cuenta": "Your account",
}

TERMS = {
    "acta": "minutes",
    "acto": "act",
    "actividad operativa": "operating activity",
    "acuerdo": "agreement / agreed",
    "anexo": "annex",
    "asiento": "entry / seat",
    "bandeja": "tray",
    "bitácora": "audit trail",
    "borrador": "draft",
    "corte": "cut-off",
    "cronograma": "schedule",
    "cumplimiento": "compliance",
    "día hábil": "working day",
    "edición": "edition",
    "eje": "axis",
    "encargo": "acting",
    "entregable": "deliverable",
    "específica de gasto": "expense classifier",
    "evidencia": "evidence",
    "feriado": "holiday",
    "fila": "row",
    "hallazgo": "finding",
    "hito": "milestone",
    "lectura": "reading",
    "meta": "target",
    "no conformidad": "nonconformity",
    "parte interesada": "interested party",
    "PHVA": "PDCA",
    "planilla": "workbook",
    "presupuesto": "budget",
    "prueba": "proof / prove / test",
    "registro": "record / register",
    "regla": "rule",
    "resolución": "resolution",
    "resultado esperado": "expected result",
    "rol": "role",
    "secuencia funcional": "functional sequence",
    "trimestre": "quarter",
    "umbral": "threshold",
    "unidad territorial": "territorial unit",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small product whose catalogue is complete."""
    for name, text in SPANISH.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    messages.write(tmp_path)
    translate(tmp_path, ENGLISH)
    return tmp_path


def po(tree: Path) -> Path:
    return tree / messages.CATALOGUE


def translate(tree: Path, words: dict) -> None:
    """Fill translations in, as a translator would in the file, and compile."""
    lines = po(tree).read_text().split("\n\n")
    for i, entry in enumerate(lines):
        found = re.search(r'^msgid "(.+)"$', entry, re.M)
        if found and found[1] in words:
            given = words[found[1]]
            for n, text in enumerate([given] if isinstance(given, str) else given):
                number = "" if isinstance(given, str) else f"\\[{n}\\]"
                entry = re.sub(
                    rf'^(msgstr{number}) ".*"$', lambda m, t=text: f'{m[1]} "{t}"', entry, flags=re.M
                )
            lines[i] = entry
    po(tree).write_text("\n\n".join(lines))
    messages.write(tree)


def change(tree: Path, name: str, before: str, after: str) -> None:
    text = (tree / name).read_text()
    assert before in text
    (tree / name).write_text(text.replace(before, after))


# -- the tree itself ------------------------------------------------------------------------------


def test_the_catalogue_of_the_product_is_complete():
    assert messages.findings(messages.PACKAGE) == []


def test_one_spanish_term_has_one_english_term():
    strayed = []
    with (messages.PACKAGE / messages.CATALOGUE).open("rb") as file:
        catalogue = [message for message in read_po(file, locale="en") if message.id]
    for message in catalogue:
        spanish, english = (
            words if isinstance(words, str) else " ".join(words) for words in (message.id, message.string)
        )
        for palabra, term in TERMS.items():
            if re.search(_words(palabra, _spanish_forms), spanish, re.I) and not any(
                re.search(_words(word, _english_forms), english, re.I) for word in term.split(" / ")
            ):
                strayed.append(f"«{palabra}» is not “{term}” in “{english}” ({spanish})")
    assert not strayed


def _words(term: str, forms) -> str:
    return r"\b" + r"\b.*\b".join(forms(word) for word in term.split()) + r"\b"


def _spanish_forms(word: str) -> str:
    return re.sub("ón$", "(?:ón|ones)", word) + "(?:s|es)?"


def _english_forms(word: str) -> str:
    return re.sub("([^aeiou])y$", r"\1(?:y|ies)", word) + "(?:s|es)?"


def test_the_scripts_hold_no_sentences_of_their_own():
    said = []
    for path in messages.PACKAGE.rglob("static/**/*.js"):
        code = re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text(), flags=re.S)
        for words in re.findall(r""""([^"\n]*)"|'([^'\n]*)'""", code):
            text = "".join(words)
            if re.search(r"[áéíóúñ¿¡]|^[A-ZÁÉÍÓÚ][a-z]+ [a-z]+ ", text):
                said.append(f"{path.name}: {text}")
    assert not said


# -- what is collected ----------------------------------------------------------------------------


def test_every_way_of_marking_a_text_is_collected(tree):
    texts = messages.collect(tree)
    assert {message for _context, message in texts.files} == set(ENGLISH)
    assert ("PHVA", "Verificar") in texts.files and ("token", "Vence") in texts.files
    assert texts.plurals["", "%(n)s fila"] == "%(n)s filas"
    assert texts.files["", "Bandeja"] == {"templates/page.html"}
    assert messages.findings(tree) == []


def test_writing_twice_gives_the_same_bytes_without_dates_or_lines(tree):
    first = po(tree).read_bytes(), po(tree).with_suffix(".mo").read_bytes()
    messages.write(tree)
    assert (po(tree).read_bytes(), po(tree).with_suffix(".mo").read_bytes()) == first
    text = first[0].decode()
    assert not re.search(r"\d{4}-\d{2}-\d{2}|@|\.py:\d", text)
    assert "#: views.py" in text


def test_translations_are_kept_new_texts_are_empty_and_lost_ones_go(tree):
    change(tree, "views.py", '_("Hito")', '_("Meta"), _("Eje")')
    messages.write(tree)
    text = po(tree).read_text()
    assert 'msgid "Meta"\nmsgstr ""' in text
    assert '"Hito"' not in text and "#~" not in text
    assert 'msgid "Bandeja"\nmsgstr "Tray"' in text


# -- what the check sees --------------------------------------------------------------------------


def finding(tree: Path) -> str:
    return "\n".join(messages.findings(tree))


def test_a_text_missing_in_the_catalogue_is_found(tree):
    change(tree, "views.py", '_("Hito")', '_("Hito"), _("Eje")')
    assert finding(tree) == "falta en el catálogo: «Eje» (views.py)"


def test_a_text_that_became_plural_is_found(tree):
    change(tree, "views.py", '_("Hito")', 'ngettext("Hito", "Hitos", 2)')
    assert finding(tree) == "falta en el catálogo: «Hito» (views.py)"


def test_an_untranslated_text_is_found(tree):
    change(tree, "views.py", '_("Hito")', '_("Hito"), _("Eje")')
    messages.write(tree)
    assert finding(tree) == "sin traducir: «Eje»"


def test_a_fuzzy_translation_is_found_and_not_shown_to_anybody(tree):
    change(tree, str(messages.CATALOGUE), 'msgid "Bandeja"', '#, fuzzy\nmsgid "Bandeja"')
    messages.write(tree)
    assert finding(tree) == "dudoso (fuzzy): «Bandeja»"
    assert b"Tray" not in po(tree).with_suffix(".mo").read_bytes()


def test_a_translation_of_a_vanished_text_is_found(tree):
    change(tree, "views.py", '_("Hito")', "1")
    assert finding(tree) == "sobra en el catálogo: «Hito»"


def test_an_obsolete_entry_is_found(tree):
    po(tree).write_text(po(tree).read_text() + '\n#~ msgid "Viejo"\n#~ msgstr "Old"\n')
    assert finding(tree) == "sobra en el catálogo: «Viejo»"


def test_a_catalogue_that_was_not_compiled_is_found(tree):
    change(tree, str(messages.CATALOGUE), '"Tray"', '"In-tray"')
    assert finding(tree) == "el .mo no es el que resulta de compilar el .po"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"%(n)d days ago"', '"days ago"'),
        ('"%(n)s row"', '"%(rows)s row"'),
        ('"80 %%"', '"80 %"'),
        ('"Tray"', '"Tray {n}"'),
    ],
)
def test_a_placeholder_lost_or_invented_is_found(tree, before, after):
    text = po(tree).read_text()
    at = text.rindex(before)
    po(tree).write_text(text[:at] + after + text[at + len(before) :])
    messages.write(tree)
    assert finding(tree).startswith("no coinciden las variables")


@pytest.mark.parametrize(
    "code",
    [
        '_(f"Hito {n}")',
        '_("Hito " + n)',
        '_("Hito %s" % n)',
        '_("Hito {}".format(n))',
        '_("Hito" if n else "Eje")',
    ],
)
def test_a_text_put_together_inside_gettext_is_found(tree, code):
    change(tree, "views.py", 'HITO = _("Hito")', f'HITO = _("Hito"); OTHER = {code}')
    assert "texto armado dentro de gettext" in finding(tree)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Nada pendiente</p>",
        '<a title="Ir a la lista">1</a>',
        '<input type="submit" value="Guardar">',
        '<div data-saved="Se guardó"></div>',
        '{{ x|default:"ninguno" }}',
        '{% include "a.html" with head="Sin datos" %}',
        '{% if x %}<option value="1"{% if y %} selected{% endif %}>Todos</option>{% endif %}',
    ],
)
def test_an_unmarked_text_in_a_template_is_found(tree, markup):
    change(tree, "templates/page.html", "<script>", f"{markup}\n<script>")
    assert re.match(r"templates/page\.html:\d+: texto sin marcar: «", finding(tree))


@pytest.mark.parametrize(
    "markup",
    [
        '<p class="texto pequeño">SIGOR · PDF, XLSX · Gantt Nº 1 S/ <b>{{ monto }}</b></p><!-- nota -->',
        '<input type="hidden" name="campo" value="valor"><span title="sha256">{{ x|date:"DATE_FORMAT" }}</span>',
        '{% include "a.html" with key="unidad" %}{{ x|default:"—" }}',
    ],
)
def test_what_no_person_reads_is_left_alone(tree, markup):
    change(tree, "templates/page.html", "<script>", f"{markup}\n<script>")
    assert finding(tree) == ""


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("{% blocktrans %}Hay {{ n|add:1 }}{% endblocktrans %}", "expresión dentro de blocktrans"),
        (
            "{% blocktrans %}Hay {% if x %}uno{% endif %}{% endblocktrans %}",
            "must not include other block tags",
        ),
    ],
)
def test_a_block_that_cannot_be_translated_is_found(tree, markup, words):
    change(tree, "templates/page.html", "<script>", f"{markup}\n<script>")
    assert words in finding(tree)


def test_the_command_checks_without_writing_and_writes_without_being_asked_twice(tree, monkeypatch):
    monkeypatch.setattr(messages, "PACKAGE", tree)
    assert CliRunner().invoke(messages.messages, ["--check"]).exit_code == 0
    change(tree, "views.py", '_("Hito")', '_("Hito"), _("Eje")')
    before = po(tree).read_bytes()
    refused = CliRunner().invoke(messages.messages, ["--check"])
    assert refused.exit_code == 1 and "1 hallazgos" in refused.output and po(tree).read_bytes() == before
    written = CliRunner().invoke(messages.messages)
    assert written.exit_code == 0 and "14 textos, 1 sin traducir" in written.output


# -- the pages ------------------------------------------------------------------------------------

PAGES = [
    "/",
    "/cuenta/",
    "/cuenta/segundo-factor/",
    "/plan/versiones/",
    "/plan/importar/",
    "/plan/reglas/",
    "/plan/reglas/nueva/",
    "/registros/interested-parties/",
    "/registros/interested-parties/nuevo/",
    "/registros/agreements/",
    "/registros/agreements/importar/",
    "/no-existe/",
]


@pytest.fixture(scope="module")
def translated() -> dict[str, str]:
    """Spanish texts that stand alone on a page and read otherwise in English."""
    with (messages.PACKAGE / messages.CATALOGUE).open("rb") as file:
        return {
            message.id: message.string
            for message in read_po(file, locale="en")
            if isinstance(message.id, str)
            and message.id
            and "%" not in message.id
            and message.id != message.string
        }


def texts_of(page: str) -> set[str]:
    """The text nodes and spoken attributes of a page."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    found = re.findall(r">([^<>]+)<", body) + re.findall(
        r'(?:title|placeholder|aria-label|data-label)="([^"]*)"', body
    )
    return {" ".join(html.unescape(text).split()) for text in found}


@pytest.mark.parametrize("path", PAGES)
def test_english_pages_hold_no_spanish_message(client, coordinator, translated, path):
    client.force_login(coordinator)
    client.cookies["django_language"] = "en"
    page = client.get(path, follow=True).content.decode()
    assert '<html lang="en">' in page
    own = {str(coordinator)}  # names of people and units are data
    assert texts_of(page) & set(translated) <= own | {"Plan"}


def test_the_sign_in_page_follows_the_language_of_the_browser(client, db, translated):
    page = client.get("/cuenta/entrar/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Sign in" in page and not texts_of(page) & set(translated)
    assert "Entrar" in client.get("/cuenta/entrar/", HTTP_ACCEPT_LANGUAGE="es").content.decode()


def test_django_says_errors_in_the_language_of_the_page(client, coordinator):
    client.force_login(coordinator)
    said = {}
    for language in ("en", "es"):
        client.cookies["django_language"] = language
        said[language] = client.post("/registros/agreements/nuevo/", {"title": ""}).content.decode()
    assert "This field is required." in said["en"]
    assert "Este campo es obligatorio." in said["es"] or "Este campo es requerido." in said["es"]
