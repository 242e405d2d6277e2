"""Chapter 8.9 in the demonstration: the model by components, the yearly programme and sensitive posts."""

from collections.abc import Iterator
from datetime import date

from sigor.demo.cast import SYNTHETIC, Cast
from sigor.demo.people import PASSWORD
from sigor.integrity import services
from sigor.integrity.models import EthicsCommitment, IntegrityAction, IntegrityModel, SensitivePost
from sigor.organisation.models import Unit
from sigor.people.models import Holder
from sigor.records import services as records

S = "(sintético)"
TEXT = (
    "Me comprometo a actuar con probidad en mi puesto, a no pedir ni recibir beneficio alguno por lo que me toca "
    "decidir, a declarar todo conflicto de interés y a informar por los canales de denuncia lo que vea contra estos "
    "principios. Texto sintético de demostración."
)

# component -> stage and what supports it; the others are left unassessed
STAGES = {
    1: ("institutionalisation", "Política integrada aprobada y revisada."),
    2: ("initial", "Riesgos de integridad identificados en M02."),
    3: ("institutionalisation", "Código de Ética difundido en las inducciones."),
    4: ("standardisation", "Portal de transparencia al día."),
    6: ("initial", "Charlas programadas; falta medir lo aprendido."),
    7: ("institutionalisation", "Canal de denuncias difundido."),
    9: ("standardisation", "Unidad a cargo en funciones."),
}

# title, component, unit, period, product, due, last step: planned, started, reported, verified or cancelled
ACTIONS = [
    ("Difundir el canal de denuncias en las UT", 7, "UFII", "I trim.", "Afiches", "2025-03-31", "verified"),
    ("Charla sobre regalos y cortesías", 6, "UFII", "II trim.", "Charla", "2025-05-30", "reported"),
    ("Revisar los riesgos de integridad de M02", 2, "UCC", "II trim.", "Matriz", "2025-06-13", "started"),
    (
        "Renovar los compromisos de puestos claves",
        3,
        "UFII",
        "II trim.",
        "Compromisos",
        "2025-06-27",
        "started",
    ),
    (
        "Publicar las declaraciones de intereses",
        4,
        "URH",
        "III trim.",
        "Publicación",
        "2025-07-31",
        "planned",
    ),
    ("Medir la capacidad preventiva", 8, "UFII", "IV trim.", "Informe", "2025-11-28", "planned"),
    ("Capacitar a los gestores locales en ética", 6, "UOP", "III trim.", "Taller", "2025-09-30", "planned"),
    ("Concurso de buenas prácticas", 1, "UCI", "II trim.", "Concurso", "2025-06-30", "cancelled"),
]

# account whose post it is, kind, why, months between commitments, next renewal, whether a second unit confirmed it
POSTS = [
    (
        "ut-cajamarca",
        "vulnerable",
        "Verifica en campo lo que decide si un hogar recibe.",
        12,
        "2025-07-31",
        True,
    ),
    ("ucc", "both", "Procesa el cumplimiento de corresponsabilidades.", 3, "2025-06-10", True),
    ("uti", "key", "Administra los accesos a los datos de los hogares.", 12, "2025-07-15", True),
    ("uppm", "key", "Propone cambios a los documentos que todos cumplen.", 12, "2025-12-15", False),
]

# account, created, due, day of the signature (None: pending)
COMMITMENTS = [
    ("ut-cajamarca", "2025-03-20", "2025-04-30", "2025-04-08"),
    ("ucc", "2025-01-27", "2025-02-28", "2025-02-10"),
    ("uti", "2025-05-26", "2025-06-20", None),
]


def load(cast: Cast) -> None:
    """The model of the catalogue, eight actions, and as many sensitive posts as people's chapter has posts for."""
    for model in _models(cast):
        _assess(cast, model)
        _programme(cast, model)
    _sensitive_posts(cast)


def _models(cast: Cast) -> Iterator[IntegrityModel]:
    with cast.on("2025-01-21"):
        made = services.load_model(by=cast.people["coordinacion"], unit=cast.unit("UFII"))
        for model in made:
            cast.step(model, "send")
    with cast.on("2025-01-24"):
        for model in made:
            yield cast.step(model, "approve", by="direccion")


def _assess(cast: Cast, model: IntegrityModel) -> None:
    with cast.on("2025-04-15"):
        for component in model.components.filter(number__in=STAGES):
            stage, note = STAGES[component.number]
            told = {
                "stage": stage,
                "progress_note": f"{note} {S}",
                "review_due": date(2025, 6, 25) if component.number == 2 else date(2025, 12, 19),
            }
            records.change(
                component, by=cast.people["ufii"], values=told, revision=component.revision, reason=SYNTHETIC
            )


def _programme(cast: Cast, model: IntegrityModel) -> None:
    components = {component.number: component for component in model.components.all()}
    for title, number, unit, period, product, due, last in ACTIONS:
        with cast.on("2025-02-17"):
            action = cast.keep(
                IntegrityAction(
                    title=f"{title} {S}",
                    year=2025,
                    component=components[number],
                    unit=cast.unit(unit),
                    period=period,
                    product=product,
                    due_date=date.fromisoformat(due),
                )
            )
        head = unit.lower()
        with cast.on("2025-03-24"):
            if last == "cancelled":
                cast.step(action, "cancel", reason="Se reprograma para el próximo año (motivo sintético).")
            elif last != "planned":
                action = cast.step(action, "start", by=head)
        if last in ("reported", "verified"):
            with cast.on("2025-03-28" if last == "verified" else "2025-06-03"):
                action = cast.step(action, "report", by=head, result=f"Ejecutada según lo previsto {S}.")
        if last == "verified":
            with cast.on("2025-04-02"):
                cast.step(action, "verify")


def _sensitive_posts(cast: Cast) -> None:
    """Posts come from people's chapter; commitments are of people who can sign in."""
    in_post = Holder.objects.filter(state="active", archived_at__isnull=True, user__isnull=False)
    holders = {h.user.username: h for h in in_post.select_related("user", "post", "of_unit") if h.user}
    kept: dict[int, SensitivePost] = {}
    for account, kind, why, months, due, confirmed in POSTS:
        holder = holders.get(account)
        if holder is not None and holder.post_id not in kept:
            kept[holder.post_id] = _identify(cast, holder, kind, why, months, due, confirmed)
    for account, created, due, signed in COMMITMENTS:
        holder = holders.get(account)
        if holder is None:
            continue
        with cast.on(created):
            commitment = cast.keep(
                EthicsCommitment(
                    title=f"Compromiso de ética e integridad 2025 {S}",
                    sensitive_post=kept[holder.post_id],
                    holder=holder,
                    unit=holder.of_unit,
                    kept_by=cast.unit("UFII"),
                    due_date=date.fromisoformat(due),
                )
            )
        if signed:
            with cast.on(signed):
                services.sign(commitment, by=cast.people[account], password=PASSWORD, revision=1)


def _identify(
    cast: Cast, holder: Holder, kind: str, why: str, months: int, due: str, confirmed: bool
) -> SensitivePost:
    post, unit = holder.post, holder.of_unit
    with cast.on("2025-01-23"):
        found = cast.keep(
            SensitivePost(
                title=post.title if post.title.endswith(S) else f"{post.title} {S}",
                post=post,
                located_in=None if unit.kind == Unit.Kind.TERRITORIAL else unit,
                kind=kind,
                exposure=f"{why} {S}",
                commitment_text=TEXT,
                commitment_every_months=months,
                next_commitment_due=date.fromisoformat(due),
                unit=cast.unit("UFII"),
            ),
            by="uppm",
        )
        found = cast.step(found, "send", by="uppm")
    if confirmed:
        with cast.on("2025-01-24"):
            found = cast.step(found, "approve", by="ufii")
    return found
