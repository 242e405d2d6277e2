"""Documents put forward as evidence in these tests."""

from io import BytesIO

from sigor.records import services


def attach(record, by):
    """Put a small document forward for a record."""
    evidence = services.keep_evidence(
        by=by, unit_id=record.unit_id, stream=BytesIO(b"%PDF-1.4\n%%EOF\n"), file_name="acta.pdf", type="Acta"
    )
    return services.attach(record, by=by, evidence=evidence)
