"""Every page of the demonstration, with somebody who may open it."""

from dataclasses import dataclass

from tests.journeys.sites import Site

# Two versions more, so that a draft and one that waits for approval are there to be looked at.
FIND = """
from sigor.accounts.models import User
from sigor.analysis import annex
from sigor.committee.models import Agreement
from sigor.context.models import InterestedParty
from sigor.plans import importing, selectors
from sigor.plans.models import ComplianceRule, Deliverable, Figure, PlanVersion
coordinator = User.objects.get(username="coordinacion")
data = (loading.JUNTOS / "plan-sig-2025.txt").read_bytes()
draft = PlanVersion.objects.filter(state="draft").first()
if draft is None:
    with loading.on("2025-06-10"):
        draft = importing.import_annex(by=coordinator, read=annex.read("plan.txt", data), data=data,
            file_name="plan.txt", accept_warnings=True)
approved = PlanVersion.objects.get(state="approved")
def cell(code, month):
    return Deliverable.objects.get(milestone__version=approved, milestone__code=code, month=month).pk
answer = dict(
    draft=draft.pk, approved=approved.pk, rule=ComplianceRule.objects.get().pk, sha256=draft.source_file.sha256,
    returned=cell("1.2.2", 5), sent=cell("1.1.1", 5), owed=cell("2.2.1", 6), milestone=draft.milestones.first().pk,
    agreement=Agreement.objects.first().pk, party=InterestedParty.objects.first().pk,
    figure=Figure.objects.filter(key="total:units:verified").get().code,
    person=User.objects.get(username="ucc").pk,
)
"""

# One record of each register, with somebody who may see it; of every third one the form too, for forms are alike.
FIND_RECORDS = """
from sigor.accounts.models import User
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.registers.declaration import all_registers
people = [User.objects.get(username=name) for name in ("coordinacion", "urh", "ufii", "auditoria")]
answer = []
for register in all_registers():
    seen = ((user, register.records(user).order_by("pk").first()) for user in people)
    user, record = next((user, record) for user, record in seen if record is not None)
    may_add = not register.readonly and bool(access.grants(user).units(Permission.EDIT))
    adds = may_add and len(answer) % 3 == 0
    answer.append((register.slug, user.username, record.pk, adds))
"""


@dataclass(frozen=True)
class Address:
    name: str
    who: str
    path: str
    status: int = 200
    main: bool = False  # looked at in English as well


def every_address(site: Site) -> list[Address]:
    keys = site.database.ask(FIND, site.day)
    return [
        Address("sign in", "", "/cuenta/entrar/", main=True),
        Address("tray", "ucc", "/", main=True),
        Address("plans", "coordinacion", "/plan/versiones/"),
        Address("matrix", "coordinacion", "/plan/2025/", main=True),
        Address("matrix on another day", "coordinacion", "/plan/2025/?al=2025-03-31"),
        Address("list", "coordinacion", "/plan/2025/lista/", main=True),
        Address("list, none", "coordinacion", "/plan/2025/lista/?trimestre=1&unidad=UCC"),
        Address("phases", "coordinacion", "/plan/2025/fases/", main=True),
        Address("calendar", "coordinacion", "/plan/2025/calendario/", main=True),
        Address("Gantt", "coordinacion", "/plan/2025/gantt/", main=True),
        Address("quarter", "coordinacion", "/plan/2025/trimestre/2/", main=True),
        Address("frozen quarter", "coordinacion", "/plan/2025/trimestre/1/", main=True),
        Address("cell owed", "ucc", f"/plan/entregable/{keys['owed']}/", main=True),
        Address("cell returned", "ucc", f"/plan/entregable/{keys['returned']}/"),
        Address("cell to decide", "coordinacion", f"/plan/entregable/{keys['sent']}/"),
        Address("draft", "coordinacion", f"/plan/version/{keys['draft']}/", main=True),
        Address("approved version", "coordinacion", f"/plan/version/{keys['approved']}/"),
        Address("milestone of a draft", "coordinacion", f"/plan/hito/{keys['milestone']}/"),
        Address("import", "coordinacion", "/plan/importar/", main=True),
        Address(
            "import preview", "coordinacion", f"/plan/importar/{keys['sha256']}/?nombre=plan.txt", main=True
        ),
        Address("rules", "coordinacion", "/plan/reglas/", main=True),
        Address("rule", "direccion", f"/plan/reglas/{keys['rule']}/"),
        Address("new rule", "coordinacion", "/plan/reglas/nueva/"),
        Address("proof", "coordinacion", f"/prueba/{keys['figure']}/", main=True),
        Address("find a proof", "coordinacion", "/prueba/"),
        Address("agreements", "coordinacion", "/registros/agreements/", main=True),
        Address("agreement", "coordinacion", f"/registros/agreements/{keys['agreement']}/", main=True),
        Address("history", "coordinacion", f"/registros/agreements/{keys['agreement']}/historia/"),
        Address("edit agreement", "coordinacion", f"/registros/agreements/{keys['agreement']}/editar/"),
        Address("new agreement", "coordinacion", "/registros/agreements/nuevo/", main=True),
        Address("import agreements", "coordinacion", "/registros/agreements/importar/"),
        Address("parties", "coordinacion", "/registros/interested-parties/"),
        Address("party", "coordinacion", f"/registros/interested-parties/{keys['party']}/"),
        Address("new party", "coordinacion", "/registros/interested-parties/nuevo/"),
        Address("no records", "ut-cajamarca", "/registros/agreements/"),
        Address("search", "coordinacion", "/buscar/?q=proceso", main=True),
        Address("audit trail", "auditoria", "/bitacora/", main=True),
        Address("account", "ucc", "/cuenta/", main=True),
        Address("password", "ucc", "/cuenta/contrasena/"),
        Address("people", "administracion", "/administracion/", main=True),
        Address("person", "administracion", f"/administracion/personas/{keys['person']}/"),
        Address("invite", "administracion", "/administracion/personas/invitar/"),
        Address("units", "administracion", "/administracion/unidades/"),
        Address("new unit", "administracion", "/administracion/unidades/agregar/"),
        Address("holidays", "administracion", "/administracion/feriados/"),
        Address("refused", "ucc", "/bitacora/", 403),
        Address("not there", "ucc", "/plan/version/999999/", 404),
    ]


def register_addresses(site: Site) -> list[Address]:
    """The list, a record and the form of every register, and the pages that put several together."""
    pages = [
        Address("registers", "coordinacion", "/registros/", main=True),
        Address("verification", "coordinacion", "/verificacion/", main=True),
        Address("a rule", "coordinacion", "/verificacion/risk-above-appetite-untreated/", main=True),
        Address("agenda", "coordinacion", "/agenda/", main=True),
        Address("coverage", "auditoria", "/normas/", main=True),
        Address("clause", "auditoria", "/normas/clausulas/9.1/", main=True),
        Address("heat map", "coordinacion", "/riesgos/mapa/", main=True),
        Address("improvement matrix", "coordinacion", "/mejora/matriz/?al=2025-04-30", main=True),
        Address("organisation of the system", "coordinacion", "/liderazgo/organizacion/", main=True),
        Address("library", "ucc", "/documentos/", main=True),
        Address(
            "versions side by side", "coordinacion", "/documentos/comparar/?antes=1&despues=2", main=True
        ),
        Address("doubts about a text", "coordinacion", "/documentos/versiones/2/dudas/", main=True),
        Address("signatures", "ucc", "/firmas/", main=True),
        Address("check of signatures", "", "/firmas/validar/", main=True),
        Address("verify a copy", "", "/v/", main=True),
        Address("a code that is not known", "", "/v/XXXX-XXXX-XXX/", 404),
        Address("search inside", "coordinacion", "/buscar/?q=corresponsabilidades", main=True),
        Address("SWOT", "coordinacion", "/contexto/foda/", main=True),
        Address("gaps", "urh", "/personas/brechas/", main=True),
        Address("who is missing", "urh", "/personas/pendientes/", main=True),
        Address("readings", "ucc", "/personas/lecturas/", main=True),
        Address("sensitive posts", "ufii", "/integridad/puestos/", main=True),
        Address("new statement", "coordinacion", "/normas/declaraciones/nueva/", main=True),
        Address("statements side by side", "coordinacion", "/normas/declaraciones/comparar/", main=True),
        Address("board", "direccion", "/resultados/tablero/", main=True),
        Address("indicator", "direccion", "/resultados/indicador/PAQ-N/", main=True),
        Address("figure", "direccion", "/resultados/indicador/PAQ-N/cifra/", main=True),
        Address("value chain", "direccion", "/resultados/cadena-de-valor/", main=True),
        Address("scorecard", "direccion", "/resultados/objetivos/", main=True),
        Address("sheets", "coordinacion", "/resultados/hojas/", main=True),
        Address("load data", "coordinacion", "/resultados/cargar/", main=True),
        Address("compute data", "coordinacion", "/resultados/calcular/", main=True),
        Address("trend report", "coordinacion", "/resultados/tendencia/", main=True),
        Address("term of signals", "coordinacion", "/resultados/plazo/", main=True),
        Address("open data", "", "/datos/", main=True),
        Address("incentives", "direccion", "/incentivos/", main=True),
        Address("new roll", "coordinacion", "/incentivos/nueva/", main=True),
        Address("term of alerts", "coordinacion", "/incentivos/plazo/", main=True),
    ]
    for slug, who, pk, adds in site.database.ask(FIND_RECORDS, site.day):
        pages.append(Address(f"list of {slug}", who, f"/registros/{slug}/"))
        pages.append(Address(f"one of {slug}", who, f"/registros/{slug}/{pk}/", main=True))
        if adds:
            pages.append(Address(f"new in {slug}", who, f"/registros/{slug}/nuevo/"))
    return pages
