"""Types of act, the clocks that start with them, and two files: the plan's own and a synthetic one."""

from datetime import date

from sigor.acts.models import Act, ActType, CaseFile, ClockRule
from sigor.demo.cast import Cast
from sigor.organisation.models import Role

SINCE = date(2025, 1, 1)
IN_THE_PLAN = "Considerandos y secciones 3 y 10 del plan del SIG 2025; la numeración está por confirmar"

# key, name, series, how its number is written, who signs, approves, awaits an answer
TYPES = (
    ("INF", "Informe", "unit", "Informe SINTÉTICO N° {numero:03d}-{anio}/{unidad}", Role.UNIT_HEAD, False, False),
    ("MEM", "Memorando", "unit", "Memorando SINTÉTICO N° {numero:03d}-{anio}/{unidad}", Role.UNIT_HEAD, False, True),
    ("ACTA", "Acta del Comité SIG", "institution", "Acta SINTÉTICA {numero:02d}-{anio}", Role.COORDINATOR, False, False),
    ("OPI", "Opinión legal", "unit", "Opinión SINTÉTICA N° {numero:03d}-{anio}/{unidad}", Role.UNIT_HEAD, False, False),
    ("VIS", "Visado", "none", "", Role.UNIT_HEAD, False, False),
    ("RDE", "Resolución de Dirección Ejecutiva", "institution", "RDE SINTÉTICA N° {numero:03d}-{anio}", Role.DIRECTOR, True, False),
    ("OFI", "Oficio", "institution", "Oficio SINTÉTICO N° {numero:03d}-{anio}/{unidad}", Role.DIRECTOR, False, True),
)  # fmt: skip


def load(cast: Cast) -> None:
    """What the plan tells of its own approval is a fact; numbers that the system issues here say that they are not."""
    types = _types(cast)
    _clocks(cast, types)
    _plan(cast, types)
    _directive(cast, types)


def _types(cast: Cast) -> dict[str, ActType]:
    with cast.on("2025-01-10"):
        return {
            key: cast.keep(
                ActType(
                    key=key,
                    title=title,
                    series=series,
                    pattern=pattern,
                    signed_by=signs,
                    approves=approves,
                    awaits_reply=awaits,
                    unit=cast.unit("UPPM"),
                    valid_from=SINCE,
                    source=IN_THE_PLAN,
                    review_due=date(2026, 1, 15),
                )
            )
            for key, title, series, pattern, signs, approves, awaits in TYPES
        }


def _clocks(cast: Cast, types: dict[str, ActType]) -> None:
    with cast.on("2025-01-10"):
        for title, days, counted, owner, only in (
            ("Publicar en los portales de transparencia", 1, "calendar", "UCI", False),
            ("Oficiar a la DGCGPS", 5, "working", "UPPM", True),
        ):
            cast.keep(
                ClockRule(
                    title=title,
                    type=types["RDE"],
                    days=days,
                    counted=counted,
                    owner=cast.unit(owner),
                    only_approving=only,
                    publishes=owner == "UCI",
                    unit=cast.unit("UPPM"),
                    valid_from=SINCE,
                    source=f"{IN_THE_PLAN}; el plazo del oficio no consta",
                )
            )


def _plan(cast: Cast, types: dict[str, ActType]) -> None:
    """The acts that the recitals of the plan name, as they are written there; its resolution has no number there."""
    with cast.on("2025-02-03"):
        case = cast.keep(
            CaseFile(
                title="Aprobación del plan del SIG 2025",
                purpose="Actos que nombran los considerandos del plan. El número y la fecha de la resolución no constan.",
                unit=cast.unit("UPPM"),
            )
        )
        for key, number, day, issuer, subject in (
            ("MEM", "438-2025-MIDIS/PNADP-UPPM", "2025-01-28", "UPPM", "Opinión favorable al plan"),
            ("INF", "044-2025-MIDIS/PNADP-UAJ", "2025-01-30", "UAJ", "Estima viable la aprobación"),
        ):
            act = cast.keep(
                Act(
                    case=case,
                    type=types[key],
                    title=subject,
                    number=number,
                    issuer=issuer,
                    unit=cast.unit("UPPM"),
                    to_unit=cast.unit("DE") if key == "MEM" else None,
                )
            )
            issued = cast.step(act, "send" if key == "MEM" else "issue", dated_on=date.fromisoformat(day))
            if key == "MEM":
                cast.step(issued, "answer", by="direccion", answer="Atendido con la aprobación del plan.")


def _directive(cast: Cast, types: dict[str, ActType]) -> None:
    """The file of a synthetic directive: who had the ball, and what fell due when it was approved."""
    with cast.on("2025-02-05"):
        case = cast.keep(
            CaseFile(
                title="Directiva de control de documentos (sintético)",
                purpose="Ejemplo de demostración.",
                unit=cast.unit("UPPM"),
            )
        )
    with cast.on("2025-02-10"):
        memo = cast.keep(
            Act(
                case=case,
                type=types["MEM"],
                title="Pide opinión legal (sintético)",
                number="s/n (sintético)",
                issuer="UPPM-CMG",
                unit=cast.unit("UPPM"),
                to_unit=cast.unit("UAJ"),
                reply_due=date(2025, 2, 20),
            )
        )
        memo = cast.step(memo, "send", dated_on=date(2025, 2, 10))
    with cast.on("2025-02-18"):
        cast.step(memo, "answer", by="uaj", answer="Procede, con el informe que sigue (sintético).")
        opinion = cast.keep(
            Act(case=case, type=types["OPI"], title="Opinión favorable (sintético)", unit=cast.unit("UAJ")),
            by="uaj",
        )
        cast.step(opinion, "issue", by="uaj", dated_on=date(2025, 2, 18))
    with cast.on("2025-02-24"):
        approving = cast.keep(
            Act(
                case=case,
                type=types["RDE"],
                title="Aprueba la directiva de control de documentos (sintético)",
                unit=cast.unit("DE"),
                body="Aprobar la directiva.\nDisponer su publicación.",
            ),
            by="direccion",
        )
        cast.step(approving, "issue", by="direccion", dated_on=date(2025, 2, 24))
