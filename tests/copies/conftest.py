"""Files to issue, issued ones, and how people read them."""

import io
import itertools
import re

import pikepdf
import pypdf
import pytest

from sigor.copies import services
from sigor.copies.models import Kind
from sigor.records import files

CODE = re.compile(r"Código de verificación[:\s]+([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})")
numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def files_in_a_folder_of_their_own(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    settings.STATE = tmp_path


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.PUBLIC_ADDRESS = "https://sigor.ejemplo.pe"


def a_pdf(*, pages: int = 1, size: tuple[float, float] = (595, 842), turned: int = 0) -> bytes:
    """A small PDF, each with bytes of its own."""
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        for number in range(pages):
            page = pdf.add_blank_page(page_size=size)
            page.obj.Contents = pdf.make_stream(f"% {next(numbers)} {number}".encode())
            if turned:
                page.rotate(turned, relative=False)
        pdf.save(made)
    return made.getvalue()


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


@pytest.fixture
def stored(db):
    """A function that keeps bytes as a file of the store."""

    def keep(data: bytes, name: str = "original.pdf"):
        from sigor.organisation import clock

        return files.store(io.BytesIO(data), name, at=clock.now())

    return keep


@pytest.fixture
def issued(coordinator):
    """A function that issues a document and gives its row; what it says can be chosen."""

    def make(*, keep: bool = True, data: bytes | None = None, **told):
        by = told.pop("by", coordinator)
        what = {
            "kind": Kind.DOCUMENT,
            "title": "Directiva de gestión documental",
            "classification": "PÚBLICO",
        }
        particulars = services.Particulars(**(what | told))
        return services.issue(particulars, lambda mark: data or a_pdf(), by=by, keep=keep).file

    return make
