"""The texts people see: all marked, all translated, nothing stale; and pages in English show no Spanish."""

import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

import sigor
from sigor.config import messages

PACKAGE = Path(sigor.__file__).parent
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"


def check(*arguments: str):
    return CliRunner().invoke(messages.messages, list(arguments))


def test_every_text_of_the_tree_is_marked_translated_and_compiled():
    done = check("--check")
    assert done.exit_code == 0, done.output


@pytest.fixture
def small_tree(tmp_path, monkeypatch):
    """A package of one template and its complete catalogue, to break."""
    package = tmp_path / "sigor"
    (package / "app" / "templates").mkdir(parents=True)
    (package / "app" / "templates" / "page.html").write_text('{% trans "Guardar" %}\n', encoding="utf-8")
    (package / messages.CATALOGUE).parent.mkdir(parents=True)
    shutil.copy(CATALOGUE, package / messages.CATALOGUE)
    monkeypatch.setattr(messages, "PACKAGE", package)
    assert check().exit_code == 0
    assert check("--check").exit_code == 0
    return package


def test_a_text_that_is_not_in_the_catalogue_is_found(small_tree):
    (small_tree / "app" / "views.py").write_text(
        "from django.utils.translation import gettext as _\nx = _('Frase nueva')\n", encoding="utf-8"
    )
    done = check("--check")
    assert done.exit_code == 1
    assert "Frase nueva" in done.output
    check()  # collected, still without a translation
    assert check("--check").exit_code == 1


def test_a_text_that_vanished_is_found(small_tree):
    (small_tree / "app" / "templates" / "page.html").write_text("<p></p>", encoding="utf-8")
    done = check("--check")
    assert done.exit_code == 1
    assert "Guardar" in done.output


def test_a_text_that_is_not_marked_is_found(small_tree):
    page = small_tree / "app" / "templates" / "page.html"
    page.write_text('{% trans "Guardar" %}<p>Texto suelto</p>', encoding="utf-8")
    done = check("--check")
    assert done.exit_code == 1
    assert "suelto" in done.output


def test_a_translation_that_lost_its_placeholder_is_found(small_tree):
    page = small_tree / "app" / "templates" / "page.html"
    page.write_text("{% blocktrans with n=1 %}Van {{ n }}{% endblocktrans %}", encoding="utf-8")
    check()
    path = small_tree / messages.CATALOGUE
    text = path.read_text(encoding="utf-8").replace('msgid "Van %(n)s"\nmsgstr ""', 'msgid "Van %(n)s"\nmsgstr "Going"')
    path.write_text(text, encoding="utf-8")
    assert check("--check").exit_code == 1


def test_a_compiled_catalogue_that_lags_is_found(small_tree):
    (small_tree / messages.CATALOGUE).with_suffix(".mo").write_bytes(b"old")
    assert check("--check").exit_code == 1


def test_pages_in_english_show_no_spanish_of_the_catalogue(client, coordinator, units):
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    spanish = [
        m.id for m in catalogue if isinstance(m.id, str) and len(m.id) > 12 and "%" not in m.id and m.string != m.id
    ]
    client.force_login(coordinator)
    client.cookies["django_language"] = "en"
    for address in ("/", "/plan/versiones/", "/plan/importar/", "/plan/reglas/", "/buscar/", "/registros/agreements/",
                    "/registros/interested-parties/", "/registros/agreements/nuevo/", "/cuenta/", "/prueba/"):  # fmt: skip
        page = client.get(address).content.decode()
        assert [text for text in spanish if f">{text}<" in page] == [], address
