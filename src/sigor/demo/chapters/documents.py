"""The library of the demonstration: synthetic documents in every state, told from February to June."""

from datetime import date
from io import BytesIO

import docx

from sigor.acts.models import Act, ActType, CaseFile
from sigor.demo.cast import SYNTHETIC, Cast
from sigor.documents import services
from sigor.documents.models import Document, DocumentType, DocumentVersion, Remark, RetentionSeries
from sigor.organisation.models import Role
from sigor.processes.models import Process

SINCE = date(2025, 1, 1)
SOURCE = "Sección 8.5 del plan del SIG 2025; plazos y aprobadores por confirmar"
SECTIONS = "Objetivo\nAlcance\nBase legal\nDefiniciones\nResponsabilidades\nDesarrollo\nRegistros\nControl de cambios"

# key, name, approved by, legal opinion, months between reviews
TYPES = (
    ("POL", "Política", Role.DIRECTOR, True, 12),
    ("DIR", "Directiva", Role.DIRECTOR, True, 24),
    ("P", "Procedimiento", Role.DIRECTOR, True, 24),
    ("I", "Instructivo", Role.UNIT_HEAD, False, 24),
    ("MAN", "Manual", Role.DIRECTOR, True, 24),
    ("MAPRO", "Manual de procedimientos", Role.DIRECTOR, True, 24),
    ("F", "Formato", Role.UNIT_HEAD, False, 36),
    ("PLAN", "Plan", Role.DIRECTOR, True, 12),
    ("MAT", "Matriz", Role.UNIT_HEAD, False, 12),
)


def load(cast: Cast) -> None:
    Library(cast).tell()


class Library:
    """The few verbs by which documents come to be."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.types: dict[str, DocumentType] = {}

    def tell(self) -> None:
        self._types()
        self._directive()
        self._procedure()
        self._instruction()
        self._under_review()
        self._repealed()
        with self.cast.on("2025-06-23"):
            self._propose("MAN", "Manual de gestión de incidentes", "uti", "UTI", "S02")

    def _types(self) -> None:
        with self.cast.on("2025-01-13"):
            unit = self.cast.unit("UPPM")
            series = self.cast.keep(
                RetentionSeries(
                    title="Documentos normativos (sintético)",
                    office_years=5,
                    central_years=10,
                    disposition="conserve",
                    location="Digital, en SIGOR",
                    unit=unit,
                    valid_from=SINCE,
                    source="Ejemplo de demostración; el plan no dice plazos de retención",
                )
            )
            for key, title, approver, legal, months in TYPES:
                self.types[key] = self.cast.keep(
                    DocumentType(
                        key=key,
                        title=title,
                        layout=SECTIONS if key in ("DIR", "P") else "",
                        approver=approver,
                        legal_opinion=legal,
                        review_months=months,
                        series=series,
                        unit=unit,
                        valid_from=SINCE,
                        source=SOURCE,
                    )
                )

    def _propose(self, kind: str, title: str, by: str, unit: str, process: str, code: str = "") -> Document:
        return self.cast.keep(
            Document(
                title=f"{title} (sintético)",
                type=self.types[kind],
                process=Process.objects.filter(key=process).first(),
                purpose="Ejemplo de demostración.",
                unit=self.cast.unit(unit),
                external_code=code,
            ),
            by=by,
        )

    def _draft(self, document: Document, by: str, summary: str, text: list[str]) -> DocumentVersion:
        version = self.cast.keep(
            DocumentVersion(
                title=document.title, document=document, summary=f"{summary} (sintético)", unit=document.unit
            ),
            by=by,
        )
        return services.put_file(
            version=version,
            by=self.cast.people[by],
            stream=BytesIO(word([document.title, document.code, *text])),
            file_name=f"{document.code}-rev{version.number}.docx",
        )

    def _reviewed(
        self, version: DocumentVersion, by: str, unit: str, reviewer: str, days: tuple[str, str]
    ) -> DocumentVersion:
        with self.cast.on(days[0]):
            (review,) = services.ask_reviews(
                version=version,
                units=[self.cast.unit(unit)],
                due=date.fromisoformat(days[1]),
                by=self.cast.people[by],
            )
            version = self.cast.step(version, "send_review", by=by)
        with self.cast.on(days[1]):
            self.cast.step(review, "agree", by=reviewer, answer="Conforme (sintético).")
        return version

    def _legal(self, version: DocumentVersion, by: str, day: str) -> DocumentVersion:
        with self.cast.on(day):
            version = self.cast.step(version, "to_legal", by=by, legal_unit=self.cast.unit("UAJ"))
            return self.cast.step(version, "opine", by="uaj", legal_opinion="Procede (sintético).")

    def _approve(self, version: DocumentVersion, act: Act, day: str, since: str) -> DocumentVersion:
        name = "approve" if version.document.type.approver == Role.DIRECTOR else "approve_as_head"
        who = "direccion" if name == "approve" else HEADS[version.unit.acronym]
        with self.cast.on(day):
            return self.cast.step(
                version, name, by=who, effective_on=date.fromisoformat(since), approval_act=act
            )

    def _act(self, key: str, title: str, day: str, unit: str, by: str) -> Act:
        """A synthetic act in a file of its own."""
        with self.cast.on(day):
            case = self.cast.keep(CaseFile(title=f"{title} (sintético)", unit=self.cast.unit(unit)))
            act = self.cast.keep(
                Act(
                    case=case,
                    type=ActType.objects.get(key=key),
                    title=f"{title} (sintético)",
                    unit=self.cast.unit(unit),
                ),
                by=by,
            )
            return self.cast.step(act, "issue", by=by, dated_on=date.fromisoformat(day))

    # -- the documents ---------------------------------------------------------------------------

    def _directive(self) -> None:
        """One version in force and the next one waiting for its date."""
        with self.cast.on("2025-01-27"):
            document = self._propose(
                "DIR", "Gestión y control de documentos normativos", "coordinacion", "UPPM", "E01"
            )
            document = self.cast.step(document, "accept", by="uppm")
            version = self._draft(document, "coordinacion", "Primera versión", DIRECTIVE)
        version = self._reviewed(version, "coordinacion", "UTI", "uti", ("2025-02-03", "2025-02-07"))
        version = self._legal(version, "coordinacion", "2025-02-17")
        act = Act.objects.get(title__startswith="Aprueba la directiva")
        version = self._approve(version, act, "2025-02-25", "2025-03-01")
        with self.cast.on("2025-03-03"):
            services.note_read(version=version, by=self.cast.people["ucc"])
            reading = services.require_reading(
                version=version,
                by=self.cast.people["coordinacion"],
                text="Cómo se propone, revisa y aprueba un documento (sintético).",
                due_days=30,
            )
            reading = self.cast.step(reading, "send")
            self.cast.step(reading, "approve", by="direccion")
        with self.cast.on("2025-05-12"):
            second = self._draft(document, "coordinacion", "Plazo de revisión y lista maestra", SECOND)
        second = self._reviewed(second, "coordinacion", "UTI", "uti", ("2025-05-14", "2025-05-21"))
        second = self._legal(second, "coordinacion", "2025-05-28")
        act = self._act("RDE", "Aprueba la segunda versión de la directiva", "2025-06-18", "DE", "direccion")
        self._approve(second, act, "2025-06-19", "2025-07-15")

    def _procedure(self) -> None:
        """In force, and its periodic review is overdue."""
        with self.cast.on("2025-01-27"):
            document = self._propose(
                "P",
                "Identificación de requisitos legales del SGSI",
                "uti",
                "UTI",
                "S02",
                "PNADP-UTI-GMC-P-001",
            )
            document = self.cast.step(document, "accept")
            version = self._draft(document, "uti", "Primera versión", PROCEDURE)
        version = self._reviewed(version, "uti", "UPPM", "uppm", ("2025-02-03", "2025-02-10"))
        version = self._legal(version, "uti", "2025-02-12")
        act = self._act(
            "RDE", "Aprueba el procedimiento de requisitos legales", "2025-02-14", "DE", "direccion"
        )
        self._approve(version, act, "2025-02-17", "2025-02-20")

    def _instruction(self) -> None:
        """Two versions, the second in force."""
        with self.cast.on("2025-02-03"):
            document = self._propose("I", "Atención de alertas de corresponsabilidad", "ucc", "UCC", "M03")
            document = self.cast.step(document, "accept")
        for summary, text, days, since in (
            ("Primera versión", INSTRUCTION, ("2025-02-10", "2025-02-14", "2025-02-19"), "2025-02-24"),
            (
                "Plazo de dos días para repartir",
                INSTRUCTION_2,
                ("2025-04-07", "2025-04-11", "2025-04-16"),
                "2025-04-21",
            ),
        ):
            with self.cast.on(days[0]):
                version = self._draft(document, "coordinacion", summary, text)
            version = self._reviewed(version, "coordinacion", "CT", "ct", (days[0], days[1]))
            with self.cast.on(days[1]):
                version = self.cast.step(version, "to_approval")
            act = self._act(
                "RDE", f"Aprueba el instructivo de alertas: {summary.lower()}", days[2], "DE", "direccion"
            )
            self._approve(version, act, days[2], since)

    def _under_review(self) -> None:
        """A draft that a unit has observed."""
        with self.cast.on("2025-06-09"):
            document = self._propose("P", "Gestión de reclamos de hogares usuarios", "uop", "UOP", "M01")
            document = self.cast.step(document, "accept")
            version = self._draft(document, "uop", "Primera versión", CLAIMS)
        with self.cast.on("2025-06-16"):
            services.ask_reviews(
                version=version,
                units=[self.cast.unit("UCC"), self.cast.unit("UCI")],
                due=date(2025, 6, 27),
                by=self.cast.people["uop"],
            )
            version = self.cast.step(version, "send_review", by="uop")
        with self.cast.on("2025-06-20"):
            self.cast.keep(
                Remark(
                    title="Falta decir desde cuándo corre el plazo (sintético)",
                    version=version,
                    paragraph=6,
                    unit=self.cast.unit("UCC"),
                ),
                by="ucc",
            )

    def _repealed(self) -> None:
        """In force in March, repealed in June."""
        with self.cast.on("2025-02-10"):
            document = self._propose("F", "Formato de visita en papel", "ct", "CT", "M03")
            document = self.cast.step(document, "accept")
            version = self._draft(
                document, "coordinacion", "Primera versión", ["Distrito:", "Fecha:", "Acuerdos:"]
            )
        version = self._reviewed(version, "coordinacion", "UCC", "ucc", ("2025-02-12", "2025-02-17"))
        with self.cast.on("2025-02-19"):
            version = self.cast.step(version, "to_approval")
        act = self._act("RDE", "Aprueba el formato de visita", "2025-02-20", "DE", "direccion")
        self._approve(version, act, "2025-02-21", "2025-03-01")
        act = self._act("RDE", "Deroga el formato de visita en papel", "2025-06-05", "DE", "direccion")
        with self.cast.on("2025-06-06"):
            document.refresh_from_db()
            self.cast.step(
                document, "repeal", by="direccion", reason="La visita se registra en el dispositivo (sintético).",
                repealed_on=date(2025, 6, 15), repeal_act=act,
            )  # fmt: skip


HEADS = {"UCC": "ucc", "CT": "ct", "UTI": "uti", "UOP": "uop"}


def word(paragraphs: list[str]) -> bytes:
    """A small Word file that says that it is not a real document."""
    made = docx.Document()
    for text in [*paragraphs, f"{SYNTHETIC}. No es un documento real."]:
        made.add_paragraph(text)
    packed = BytesIO()
    made.save(packed)
    return packed.getvalue()


DIRECTIVE = [
    "1. Objetivo",
    "Ordenar cómo se proponen, elaboran, revisan, aprueban y retiran los documentos normativos del Programa.",
    "2. Alcance",
    "Rige para todas las unidades.",
    "3. Responsabilidades",
    "La unidad que propone elabora el texto. Las unidades a las que el texto afecta lo revisan en cinco días hábiles.",
    "4. Desarrollo",
    "Ninguna persona aprueba lo que elaboró ni lo que revisó.",
    "Un documento se revisa al menos cada tres años.",
]
SECOND = [
    *DIRECTIVE[:5],
    "La unidad que propone elabora el texto. Las unidades a las que el texto afecta lo revisan en siete días hábiles.",
    *DIRECTIVE[6:8],
    "Un documento se revisa al menos cada dos años.",
    "La lista maestra dice qué versión rige; la copia impresa no es controlada.",
]
PROCEDURE = [
    "1. Objetivo",
    "Conocer qué leyes obligan al sistema de seguridad de la información y si se cumplen.",
    "2. Desarrollo",
    "Cada semestre se revisan las normas nuevas y se evalúa el cumplimiento de las vigentes.",
]
INSTRUCTION = [
    "1. Qué se hace",
    "Las alertas se reparten a los gestores locales.",
    "2. Cuándo",
    "Las alertas se derivan antes de los quince días.",
]
INSTRUCTION_2 = [
    *INSTRUCTION[:1],
    "Las alertas se reparten a los gestores locales dentro de dos días hábiles, por turno.",
    *INSTRUCTION[2:],
]
CLAIMS = [
    "1. Objetivo",
    "Responder a tiempo los reclamos de los hogares.",
    "2. Desarrollo",
    "Todo reclamo se registra el día en que llega y se responde dentro del plazo.",
]
