"""What people do with a due diligence besides the steps of its life."""

from django.db import transaction

from sigor.accounts.models import User
from sigor.context.models import DiligenceAnswer, DiligenceQuestion, DueDiligence
from sigor.records import services


def answer(
    *, diligence: DueDiligence, question: DiligenceQuestion, answer: str, remark: str, by: User
) -> DiligenceAnswer:
    """Keep the answer to a question, worded as it is today; a second answer replaces the first.

    Raises AccessDenied, ValidationError.
    """
    with transaction.atomic():
        given = diligence.answers.filter(question=question, state="kept", archived_at__isnull=True).first()
        if given is None:
            return services.create(
                DiligenceAnswer(
                    title=question.title,
                    diligence=diligence,
                    question=question,
                    unit=diligence.unit,
                    answer=answer,
                    remark=remark,
                ),
                by=by,
            )
        values = {"answer": answer, "remark": remark}
        if all(getattr(given, name) == value for name, value in values.items()):
            return given
        return services.change(given, by=by, values=values, revision=given.revision)
