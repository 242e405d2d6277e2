"""What is published with an act: the versions that it approves."""

from collections.abc import Iterator

from sigor.acts.models import Act
from sigor.acts.publication import Attached, published_with
from sigor.documents.models import Classification, DocumentVersion
from sigor.records import files


@published_with
def approved_by(act: Act) -> Iterator[Attached]:
    """The files of the versions that the act approves, unless they are restricted."""
    rows = DocumentVersion.objects.filter(
        approval_act=act, file__disposed_at__isnull=True, file__isnull=False
    ).select_related("file", "document")
    for version in rows.exclude(document__classification=Classification.RESTRICTED).order_by("code"):
        if version.file is not None:
            ending = version.file_name.rsplit(".", 1)[-1].lower()
            name = f"{version.document.code}-rev{version.number}.{ending}"
            yield Attached(name, version.document.title, files.location(version.file.sha256))
