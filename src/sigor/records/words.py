"""The words by which records and files are found: kept beside them, brought up to date by the one door."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, TextField

from sigor.analysis.wording.reading import Unreadable, paragraphs
from sigor.organisation import clock
from sigor.records import files
from sigor.records.models import FileWords, Record, RecordWords, StoredFile

CONFIGURATION = "public.sigor_es"
LONGEST = 400_000  # characters kept of one file
W = TypeVar("W", RecordWords, FileWords)


def index(record: Record) -> None:
    """Bring the words of a record up to date: its code and title, and every text that people wrote."""
    written = [
        str(getattr(record, field.attname))
        for field in record._meta.concrete_fields
        if isinstance(field, (CharField, TextField))
        and not field.choices
        and field.name not in ("code", "title", "state", "file_name", "declared")
        and getattr(record, field.attname)
    ]
    RecordWords.objects.update_or_create(
        record_type=ContentType.objects.get_for_model(record),
        record_id=record.pk,
        defaults={"title": f"{record.code} {record.title}", "text": "\n".join(written)[:LONGEST]},
    )


def read(file: StoredFile) -> FileWords:
    """Read the words of a file that was kept; of one that cannot be read, why."""
    problem, text = "", ""
    try:
        text = "\n".join(paragraphs(files.location(file.sha256), file.media_type))[:LONGEST].replace("\0", "")
    except Unreadable as damaged:
        problem = str(damaged)[:300]
    kept, _created = FileWords.objects.update_or_create(
        file=file, defaults={"text": text, "problem": problem, "read_at": clock.now()}
    )
    return kept


def query_of(text: str) -> SearchQuery:
    """What a person typed: words, «"a phrase"», `or` and `-without`."""
    return SearchQuery(text[:200], config=CONFIGURATION, search_type="websearch")


def having(rows: QuerySet[W], text: str) -> QuerySet[W]:
    """The rows of words that match, the best first, without reading the texts."""
    query = query_of(text)
    found = rows.filter(vector=query).annotate(rank=SearchRank(F("vector"), query))
    return found.defer("text", "vector").order_by("-rank", "-pk")


def around(rows: QuerySet[Any], keys: Iterable[int], text: str) -> dict[int, str]:
    """A few words around the match in each of these rows, by their keys."""
    told = SearchHeadline(
        "text",
        query_of(text),
        config=CONFIGURATION,
        start_sel="«",
        stop_sel="»",
        max_words=24,
        min_words=12,
        max_fragments=1,
    )
    return dict(rows.filter(pk__in=list(keys)).annotate(told=told).values_list("pk", "told"))


def index_missing() -> tuple[int, int]:
    """Index the records and read the files that have no words yet, such as those kept before there were any.

    Returns how many records and how many files.
    """
    records = 0
    for model in [m for m in apps.get_models() if issubclass(m, Record)]:
        known = RecordWords.objects.filter(
            record_type=ContentType.objects.get_for_model(model), record_id=OuterRef("pk")
        )
        for record in model._default_manager.filter(~Exists(known)).iterator():
            index(record)
            records += 1
    unread = StoredFile.objects.filter(words__isnull=True, disposed_at__isnull=True)
    return records, len([read(file) for file in unread.iterator()])
