"""Library and search inside at two sizes: synthetic documents, each with a version in force and its words.

Rows are written in bulk by the owner of the tables with every trigger on. Run by `bench.__main__`.
"""

import logging
import random
import time as clocks
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bench.pages import page
from sigor.accounts.models import User
from sigor.demo import loading
from sigor.documents.models import Document, DocumentVersion
from sigor.records.actor import acting
from sigor.records.models import RecordWords

BATCH = 2_000
TITLE = "Documento sintético para medir"
WORDS = [
    "hogar",
    "visita",
    "alerta",
    "verificación",
    "corresponsabilidad",
    "padrón",
    "abono",
    "salud",
    "educación",
    "gestor",
    "territorial",
    "plazo",
    "revisión",
    "acta",
    "informe",
    "control",
    "registro",
    "usuario",
    "incentivo",
    "bimestre",
    "distrito",
    "escuela",
    "niña",
    "gestante",
]
RARE = "quipucamayoc"  # in one document of a thousand


def load_all(size: int, today: date) -> dict[str, Any]:
    """The demonstration, then documents until there are `size` in the library."""
    began = clocks.perf_counter()
    loading.load_all()
    by = User.objects.get(username="coordinacion")
    model = DocumentVersion.objects.filter(state="approved").select_related("document").first()
    if model is None:
        raise SystemExit("the demonstration has no approved version to copy")
    wanted = size - Document.objects.count()
    with transaction.atomic(), acting(by, reason=TITLE):
        for batch in batches(wanted):
            keep(batch, model, by, today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"documents": Document.objects.count(), "seconds": clocks.perf_counter() - began}


def batches(count: int) -> Iterator[range]:
    for start in range(0, count, BATCH):
        yield range(start, min(start + BATCH, count))


def keep(numbers: range, like: DocumentVersion, by: User, today: date) -> None:
    """Documents with one version each, in force for some time, and the words of both."""
    shared = {name: getattr(like, name) for name in ("created_at", "updated_at", "created_by", "updated_by")}
    documents = Document.objects.bulk_create(
        Document(
            code=f"PNADP-MED-{n:06d}", title=f"{TITLE} {n}", type=like.document.type, unit=like.unit,
            state="accepted", purpose=TITLE, **shared,
        )
        for n in numbers
    )  # fmt: skip
    versions = DocumentVersion.objects.bulk_create(
        DocumentVersion(
            code=f"VER-MED-{n:06d}", title=document.title, document=document, number=0, unit=like.unit,
            state="approved", summary=TITLE, text=text_of(n), file=like.file, file_name=like.file_name,
            effective_on=today - timedelta(days=30 + n % 300),
            waits_until=today - timedelta(days=31 + n % 300),
            approval_act=like.approval_act, approved_by=by, approved_at=like.approved_at, **shared,
        )
        for n, document in zip(numbers, documents, strict=True)
    )  # fmt: skip
    kind = ContentType.objects.get_for_model(DocumentVersion)
    RecordWords.objects.bulk_create(
        RecordWords(record_type=kind, record_id=v.pk, title=f"{v.code} {v.title}", text=v.text)
        for v in versions
    )


def text_of(number: int) -> str:
    """A few paragraphs, the same for the same number."""
    chance = random.Random(number)
    lines = [" ".join(chance.choices(WORDS, k=40)) for _line in range(5)]
    return "\n".join([*lines, RARE] if number % 1_000 == 7 else lines)


def measure(runs: int, today: date) -> dict[str, Any]:
    """The pages as the coordinator and a head of unit open them, and the same question asked by LIKE."""
    logging.disable(logging.WARNING)
    version = DocumentVersion.objects.filter(code__startswith="VER-MED").order_by("pk").first()
    if version is None:
        raise SystemExit("nothing was loaded")
    addresses = {
        "library": reverse("library"),
        "library, last page": reverse("library") + "?pagina=99999",
        "library, search": reverse("library") + "?q=medir+77",
        "version": reverse("register_detail", args=["document-versions", version.pk]),
        "list of documents": reverse("register_list", args=["documents"]),
        "search, rare word": reverse("search") + f"?q={RARE}",
        "search, common word": reverse("search") + "?q=corresponsabilidades",
        "search, phrase": reverse("search") + "?q=%22visita+alerta%22",
    }
    found: dict[str, Any] = {}
    for username in ("coordinacion", "ut-cajamarca"):
        client = Client(SERVER_NAME="localhost")
        user = User.objects.get(username=username)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for name, address in addresses.items():
            found[f"{name} ({username})"] = page(client, address, {}, runs)
    return {"pages": found, "alternative": {word: both_ways(word) for word in (RARE, "corresponsabilidad")}}


def both_ways(word: str) -> dict[str, float]:
    """Milliseconds to count the texts with a word: by the index of words, and by unaccented ILIKE."""
    table = RecordWords._meta.db_table
    ways = {
        "words": f"SELECT count(*) FROM {table} WHERE vector @@ websearch_to_tsquery('public.sigor_es', %s)",
        "ilike": f"SELECT count(*) FROM {table} WHERE unaccent(text) ILIKE '%%' || unaccent(%s) || '%%'",
    }
    told = {}
    for name, statement in ways.items():
        with connection.cursor() as cursor:
            began = clocks.perf_counter()
            cursor.execute(statement, [word])
            told[f"{name}_found"] = cursor.fetchone()[0]
            told[name] = (clocks.perf_counter() - began) * 1000
    return told
