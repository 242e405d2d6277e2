"""Work in the background: the nightly anchor of the audit trail, and reading the words of files that were kept."""

from procrastinate.contrib.django import app

from sigor.organisation import clock
from sigor.records import audit, files, words
from sigor.records.models import StoredFile


@app.periodic(cron="10 0 * * *")
@app.task(queueing_lock="anchor_audit_trail")
def anchor_audit_trail(timestamp: int) -> None:
    """`timestamp` is the moment the scheduler meant, in Unix seconds."""
    audit.anchor(on=clock.today())


@app.task(name=files.READING, queue="files")
def read_file(file_id: int) -> None:
    """Read the words of a kept file, so that it is found by them."""
    file = StoredFile.objects.get(pk=file_id)
    if file.disposed_at is None:
        words.read(file)


@app.periodic(cron="30 0 * * *")
@app.task(queueing_lock="index_missing")
def index_missing(timestamp: int) -> None:
    """`timestamp` is the moment the scheduler meant, in Unix seconds."""
    words.index_missing()
