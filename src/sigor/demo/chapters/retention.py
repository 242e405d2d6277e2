"""Retention in the demonstration: an order to keep, a transfer prepared for its day, an elimination that is refused."""

from datetime import date

from sigor.acts.models import Act
from sigor.demo.cast import Cast
from sigor.documents import retention
from sigor.documents.models import DisposalBatch, Document, RetentionHold, RetentionSeries


def load(cast: Cast) -> None:
    series = RetentionSeries.objects.get(title__startswith="Documentos normativos")
    unit = cast.unit("UPPM")
    with cast.on("2025-06-18"):
        cast.keep(
            RetentionHold(
                title="Formato de visita, mientras dure una auditoría (sintético)",
                series=series,
                document=Document.objects.get(title__startswith="Formato de visita en papel"),
                grounds="Ejemplo de demostración.",
                since=date(2025, 6, 18),
                act=Act.objects.get(title__startswith="Deroga el formato de visita"),
                review_due=date(2025, 12, 18),
                unit=unit,
            )
        )
    with cast.on("2025-06-20"):
        transfer = cast.keep(
            DisposalBatch(
                title="Transferencia de 2031 (sintética)",
                kind="transfer",
                series=series,
                cut_date=date(2031, 1, 2),
                location="Archivo central, repositorio digital (sintético)",
                unit=unit,
            )
        )
        retention.list_due(batch=transfer, by=cast.people["coordinacion"])
        cast.keep(
            DisposalBatch(
                title="Eliminación que la serie no permite (sintética)",
                kind="elimination",
                series=series,
                cut_date=date(2041, 1, 2),
                unit=unit,
            )
        )
