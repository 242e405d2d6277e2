"""What people read of each finding: Spanish templates, filled in with the parameters of the finding."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sigor.analysis.normative.model import Finding


@dataclass(frozen=True)
class Template:
    message: str
    remedy: str


@dataclass(frozen=True)
class Words:
    """A finding as a person reads it."""

    message: str
    remedy: str


def _as_is(text: str) -> str:
    return text


def fill(finding: Finding, translate: Callable[[str], str] = _as_is) -> Words:
    """The sentences of a finding; `translate` gets each template before its parameters go in."""
    template = TEMPLATES[finding.message]
    return Words(
        translate(template.message) % finding.params,
        translate(template.remedy) % finding.params,
    )


TEMPLATES: Mapping[str, Template] = {
    "numbering-gap": Template(
        "Falta %(missing)s: de %(before)s se pasa a %(number)s.",
        "Renumere, o restituya lo que se perdió.",
    ),
    "numbering-gap-at-start": Template(
        "La lista empieza en %(number)s: falta %(missing)s.",
        "Renumere desde el primero, o restituya lo que se perdió.",
    ),
    "numbering-repeated": Template(
        "El número %(number)s aparece %(count)s veces.",
        "Deje uno solo y renumere los demás; revise las referencias a ellos.",
    ),
    "numbering-swapped": Template(
        "%(first)s y %(second)s están intercambiados.",
        "Ponga cada uno en su lugar o corrija los números.",
    ),
    "numbering-order": Template(
        "Fuera de orden: %(numbers)s.",
        "Ponga los numerales en orden o corrija los números.",
    ),
    "numbering-lost": Template(
        "Hay %(child)s, pero falta el número %(missing)s de los títulos que lo preceden.",
        "Restituya los números de los títulos.",
    ),
    "numbering-lost-titled": Template(
        "Hay %(child)s, pero falta %(missing)s. Títulos sin número en ese lugar: %(titles)s.",
        "Restituya los números de los títulos.",
    ),
    "numbering-stray-space": Template(
        "El número «%(printed)s» lleva un espacio dentro; se lee como %(number)s.",
        "Escriba %(number)s.",
    ),
    "numbering-restarts": Template(
        "La lista vuelve a empezar en %(number)s sin un título ni una frase que la anuncie.",
        "Continúe la numeración o diga qué lista empieza.",
    ),
    "heading-without-number": Template(
        "«%(title)s» parece un título, pero no lleva número como los demás.",
        "Ponga su número, o quítele la forma de título.",
    ),
    "acronym-undefined": Template(
        "El texto usa la sigla %(acronym)s (%(count)s) y no dice qué significa.",
        "Desarróllela la primera vez que aparece, o inclúyala en la lista de siglas.",
    ),
    "acronym-two-meanings": Template(
        "La sigla %(acronym)s se desarrolla de dos maneras: «%(one)s» y «%(other)s».",
        "Use un solo significado para cada sigla.",
    ),
    "acronym-unlike-known": Template(
        "La sigla %(acronym)s se desarrolla aquí como «%(one)s»; en la institución significa «%(other)s».",
        "Corrija el significado o use otra sigla.",
    ),
    "definitions-swapped": Template(
        "Las definiciones de «%(one)s» y «%(other)s» parecen intercambiadas: "
        "cada una habla del otro término (%(words)s).",
        "Compare las dos definiciones y ponga cada una bajo su término.",
    ),
    "definition-of-another-term": Template(
        "Bajo «%(term)s» se define «%(other)s».",
        "Ponga la definición que corresponde al término.",
    ),
    "definition-repeated": Template(
        "«%(one)s» y «%(other)s» tienen la misma definición.",
        "Deje una, o diga en qué se distinguen.",
    ),
    "definition-unlike-known": Template(
        "La definición de «%(term)s» dice «%(ours)s» donde la conocida dice «%(theirs)s».",
        "Use la definición conocida («%(known)s») o explique la diferencia.",
    ),
    "definition-adds": Template(
        "La definición de «%(term)s» añade «%(ours)s» a la conocida.",
        "Use la definición conocida («%(known)s») o explique la diferencia.",
    ),
    "definition-omits": Template(
        "La definición de «%(term)s» omite «%(theirs)s» de la conocida.",
        "Use la definición conocida («%(known)s») o explique la diferencia.",
    ),
    "norm-two-formats": Template(
        "La misma norma se cita como %(forms)s.",
        "Cítela siempre igual: %(name)s.",
    ),
    "norm-two-issuers": Template(
        "%(forms)s: mismo número y año, distinta entidad.",
        "Compruebe quién emitió la norma y corrija la cita equivocada.",
    ),
    "norm-two-numbers": Template(
        "«%(title)s» se cita con dos números: %(forms)s.",
        "Compruebe el número y corrija la cita equivocada.",
    ),
    "norm-number-format": Template(
        "«%(printed)s» lleva menos cifras que las demás normas del texto.",
        "Escriba %(name)s.",
    ),
    "office-two-names": Template(
        "La misma dependencia parece llamarse de dos maneras: «%(one)s» y «%(other)s».",
        "Use el nombre que figura en su norma de organización.",
    ),
    "list-word-differs": Template(
        "Aquí se dice «%(one)s» donde la misma enumeración, en otras partes, dice «%(other)s».",
        "Compruebe cuál es la palabra y use la misma en todo el texto.",
    ),
    "sentence-word-differs": Template(
        "Dos frases iguales difieren en una palabra parecida: «%(one)s» y «%(other)s».",
        "Compruebe cuál es la palabra y use la misma en las dos.",
    ),
    "entry-two-texts": Template(
        "%(number)s se llama de dos maneras: «%(one)s» y «%(other)s».",
        "Escriba el mismo texto en los dos lugares.",
    ),
    "entry-two-numbers": Template(
        "«%(text)s» lleva dos números: %(one)s y %(other)s.",
        "Use un solo número, o diga que son dos numeraciones.",
    ),
    "document-two-names": Template(
        "El documento se llama «%(title)s», pero el texto también dice: %(names)s.",
        "Nombre el documento siempre con su título, o diga cómo se abrevia.",
    ),
    "norm-repealed": Template(
        "%(name)s ya no regía: dejó de regir el %(date)s.",
        "Quite la cita o diga que se cita como antecedente.",
    ),
    "norm-replaced": Template(
        "%(name)s ya no regía: desde el %(date)s rige %(replacement)s.",
        "Cite %(replacement)s.",
    ),
    "norm-not-yet-in-force": Template(
        "%(name)s aún no regía: rige desde el %(date)s.",
        "Cite la norma que regía en la fecha del texto.",
    ),
    "norm-amendment-missing": Template(
        "%(name)s fue modificada por %(amendment)s, que el texto no cita.",
        "Cite también la modificatoria, o escriba «y sus modificatorias».",
    ),
    "norm-without-number": Template(
        "«%(name)s» se cita sin número ni año.",
        "Diga el tipo, el número y el año de la norma.",
    ),
    "norm-named-only": Template(
        "«%(name)s» se nombra sin su norma (%(norm)s).",
        "Cite %(norm)s la primera vez que la nombra.",
    ),
    "standard-without-edition": Template(
        "%(name)s se cita sin el año de su edición.",
        "Diga la edición que se aplica (por ejemplo, «%(name)s:aaaa»).",
    ),
    "norm-missing-from-basis": Template(
        "%(name)s se cita en el texto (%(count)s) y no está en la base legal.",
        "Añádala a la base legal, o quite la cita si el texto no se apoya en ella.",
    ),
    "depends-on-pending-act": Template(
        "Lo que aquí se dispone depende de un acto que aún no existe: «%(words)s».",
        "Diga qué pasa mientras no exista y quién ajusta las fechas.",
    ),
    "reference-to-nothing": Template(
        "Se remite a «%(reference)s», que no existe en el texto.",
        "Corrija la referencia o añada lo que falta.",
    ),
    "footnote-missing": Template(
        "«%(word)s» llama a la nota al pie %(number)s, que no existe.",
        "Añada la nota o quite la llamada.",
    ),
    "footnote-uncalled": Template(
        "Ningún texto llama a la nota al pie %(number)s.",
        "Ponga la llamada donde corresponde o quite la nota.",
    ),
    "footnote-repeated": Template(
        "La nota al pie %(number)s repite la nota %(first)s.",
        "Deje una sola nota y llámela desde los dos lugares.",
    ),
    "figure-without-text": Template(
        "%(figure)s no tiene texto: si es una imagen, no se puede leer, buscar ni comprobar.",
        "Describa su contenido en el texto o ponga un texto alternativo.",
    ),
    "announced-but-missing": Template(
        "Se anuncia algo que no sigue: después viene «%(next)s».",
        "Ponga lo anunciado, o quite el anuncio.",
    ),
    "header-unlike-record": Template(
        "El encabezado o pie dice %(printed)s; en el registro de documentos es %(known)s.",
        "Actualice el encabezado o el registro.",
    ),
    "header-two-values": Template(
        "Los encabezados o pies no concuerdan: %(values)s.",
        "Ponga el mismo código y la misma versión en todas las páginas.",
    ),
    "empty-field": Template(
        "Hay un dato por llenar: «%(words)s».",
        "Complete el dato antes de aprobar el documento.",
    ),
    "act-without-number": Template(
        "El acto no lleva número.",
        "Complete el número cuando se asigne; no lo invente.",
    ),
    "act-without-date": Template(
        "El acto no dice dónde ni cuándo se emite.",
        "Complete el lugar y la fecha.",
    ),
    "act-without-closing": Template(
        "El acto no termina con su fórmula de cierre («Regístrese, comuníquese…»).",
        "Añada la fórmula de cierre, o compruebe que no se perdió el final del texto.",
    ),
    "act-without-signatory": Template(
        "El acto no dice quién lo firma.",
        "Añada el nombre y el cargo de quien firma, o compruebe que no se perdió el final del texto.",
    ),
    "classification-against-publication": Template(
        "Las páginas dicen «%(mark)s», pero el texto manda publicar el documento.",
        "Quite la marca del ejemplar que se publica, o cambie la clasificación.",
    ),
    "unit-unknown": Template(
        "«%(unit)s» no figura en la organización vigente.",
        "Use el nombre de la unidad vigente en la fecha del texto.",
    ),
    "count-disagrees": Template(
        "Se dice «%(words)s» y se enumeran %(listed)s.",
        "Corrija el número o la lista.",
    ),
    "figure-unlike-words": Template(
        "«%(written)s» y «%(figure)s» no son el mismo número.",
        "Compruebe cuál es el correcto.",
    ),
    "indicator-without-formula": Template(
        "El indicador fija %(percent)s, pero no dice de qué total ni cómo se calcula.",
        "Diga la fórmula: numerador, denominador y fecha de corte.",
    ),
    "likely-misspelling": Template(
        "«%(word)s» aparece una sola vez y se parece a «%(usual)s» (%(count)s).",
        "Compruebe si es un error de escritura.",
    ),
    "verb-disagrees": Template(
        "Después de «se» el verbo no puede terminar en -s: «%(words)s».",
        "Corrija la terminación del verbo.",
    ),
}
