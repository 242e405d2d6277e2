"""Short ways to lint a text written in a test, and a directive with nothing wrong in it."""

from sigor.analysis.normative import Finding, Known, check, fill, parse

CLEAN = """\
RESOLUCIÓN DE DIRECCIÓN EJECUTIVA N° 012-2026-MIDIS/PNADP-DE

Lima, 12 de marzo de 2026

VISTOS:

El Informe N° 020-2026-MIDIS/PNADP-UAJ de la Unidad de Asesoría Jurídica; y,

CONSIDERANDO:

Que, la Ley N° 29158, Ley Orgánica del Poder Ejecutivo, establece los principios de la función administrativa
de las entidades;

Que, conforme a lo dispuesto por el artículo 12 del Manual de Operaciones, la Unidad de Asesoría Jurídica emite
opinión sobre los documentos normativos;

SE RESUELVE:

Artículo 1.- Aprobar la Directiva para el archivo de expedientes.

Artículo 2.- Disponer la publicación de lo aprobado en el artículo 1 de la presente resolución en el portal
institucional.

Regístrese y comuníquese.

DIRECTORA EJECUTIVA

1. Objeto

Regular el archivo de los expedientes del Programa Nacional de Archivo (PNA), a cargo de tres áreas:

a) Recepción.
b) Custodia.
c) Consulta.

2. Base legal

- Ley N° 29158, Ley Orgánica del Poder Ejecutivo.
- Decreto Supremo N° 004-2019-JUS, que aprueba el Texto Único Ordenado de la Ley N° 27444.

3. Definiciones

- Expediente: Conjunto de documentos de un mismo asunto.
- Custodio: Persona que guarda los expedientes en el depósito.

4. Disposiciones generales

4.1. Todo expediente se registra el día que llega, según el numeral 5.1.

4.2. El PNA conserva los expedientes cinco (5) años, salvo lo que mande el Decreto Supremo N° 004-2019-JUS para el archivo1.

5. Disposiciones específicas

5.1. El registro sigue los pasos siguientes:

1. Recibir el expediente.
2. Ponerle número.
3. Guardarlo según el Anexo 01.

5.2. La consulta se atiende en el día.

1 El plazo corre desde el cierre del expediente.

Anexo 01: Depósito

1. Estantes.
2. Cajas.
"""


def findings(text: str, known: Known | None = None) -> list[Finding]:
    return check(parse(text.split("\n")), known)


def of(rule: str, text: str, known: Known | None = None) -> list[Finding]:
    return [finding for finding in findings(text, known) if finding.rule == rule]


def one(rule: str, text: str, known: Known | None = None) -> Finding:
    (finding,) = of(rule, text, known)
    return finding


def said(finding: Finding) -> str:
    return fill(finding).message
