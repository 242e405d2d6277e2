"""Full-text search over records, evidence and documents; nothing is found that its reader may not see."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.documents.selectors import versions_seen
from sigor.plans.selectors import visible_submissions
from sigor.records import words
from sigor.records.models import EvidenceUse, FileWords, RecordWords
from sigor.registers.declaration import register_of

LOOKED_AT = 200  # of the best matches at a time, before asking which of them the reader may see
MOST_TURNS = 10


@dataclass(frozen=True)
class Found:
    """Something found by its words, with some of them around the match."""

    code: str
    title: str
    url: str
    register: str
    around: str


Told = tuple[str, str, str, str]  # code, title, address and kind


def find(user: User, text: str, limit: int) -> list[Found]:
    """The best matches that this person may see: what records say, and then what files say."""
    if not text.strip():
        return []
    told: dict[str, Found] = {}
    sources: list[tuple[QuerySet[Any], Any]] = [
        (RecordWords.objects.all(), _records),
        (FileWords.objects.all(), _files),
    ]
    for rows, seen_among in sources:
        shown = _shown(rows, text, limit, partial(seen_among, user=user))
        words_around = words.around(rows, {pk for pk, _told in shown}, text)
        for pk, hit in shown:
            told.setdefault(hit[2], Found(*hit, words_around.get(pk, "")))
    return list(told.values())[:limit]


def _shown(
    rows: QuerySet[Any], text: str, limit: int, seen_among: Callable[[list[Any]], Iterator[tuple[int, Told]]]
) -> list[tuple[int, Told]]:
    """The first matches that may be seen, some at a time: who may see little still finds it."""
    found: list[tuple[int, Told]] = []
    matching = words.having(rows, text)
    for turn in range(MOST_TURNS):
        page = list(matching[turn * LOOKED_AT : (turn + 1) * LOOKED_AT])
        found += seen_among(page)
        if len(found) >= limit or len(page) < LOOKED_AT:
            break
    return found[:limit]


def _records(page: list[RecordWords], user: User) -> Iterator[tuple[int, Told]]:
    wanted: dict[int, list[int]] = defaultdict(list)
    for row in page:
        wanted[row.record_type_id].append(row.record_id)
    seen = {
        (kind, pk): told for kind, keys in wanted.items() for pk, told in _visible(kind, keys, user).items()
    }
    for row in page:
        if told := seen.get((row.record_type_id, row.record_id)):
            yield row.pk, told


def _visible(kind: int, keys: Iterable[int], user: User) -> dict[int, Told]:
    """Code, title, address and register of the records of one kind that the person may see."""
    model = ContentType.objects.get_for_id(kind).model_class()
    register = register_of(model) if model is not None else None
    if register is None:
        return {}
    rows = register.records(user).filter(pk__in=keys).values_list("pk", "code", "title")
    return {pk: (code, title, register.url_of(pk), str(register.name)) for pk, code, title in rows}


def _files(page: list[FileWords], user: User) -> Iterator[tuple[int, Told]]:
    """Versions of documents, and evidence of the plan and of records, by what their files say."""
    of_file = {row.file_id: row.pk for row in page}
    found: dict[int, list[Told]] = defaultdict(list)
    for version in versions_seen(user).filter(file__in=of_file).select_related("document").defer("text"):
        url = reverse("register_detail", args=["document-versions", version.pk])
        found[version.file_id].append((str(version), version.document.title, url, _("Texto de un documento")))
    submissions = visible_submissions(user).filter(evidence__file__in=of_file)
    for submission in submissions.select_related("evidence", "deliverable__milestone"):
        milestone, url = (
            submission.deliverable.milestone,
            reverse("deliverable", args=[submission.deliverable_id]),
        )
        told = (milestone.code, milestone.name, url, _("Evidencia del plan"))
        found[submission.evidence.file_id].append(told)
    by_kind: dict[int, list[EvidenceUse]] = defaultdict(list)
    for use in EvidenceUse.objects.filter(evidence__file__in=of_file).select_related("evidence"):
        by_kind[use.record_type_id].append(use)
    for kind, uses in by_kind.items():
        seen = _visible(kind, {use.record_id for use in uses}, user)
        for use in uses:
            if use.record_id in seen:
                code, title, url, name = seen[use.record_id]
                told = (code, title, f"{url}#evidencia", _("Evidencia de %(register)s") % {"register": name})
                found[use.evidence.file_id].append(told)
    for file_id, pk in of_file.items():
        for told in found[file_id]:
            yield pk, told
