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


def gettext_noop(text: str) -> str:
    """The text as it is; the name marks it for the catalogue of translations."""
    return text


def fill(finding: Finding, translate: Callable[[str], str] = gettext_noop) -> Words:
    """The sentences of a finding; `translate` gets each template before its parameters go in."""
    template = TEMPLATES[finding.message]
    return Words(
        translate(template.message) % finding.params,
        translate(template.remedy) % finding.params,
    )


TEMPLATES: Mapping[str, Template] = {
    "numbering-gap": Template(
        gettext_noop("Falta %(missing)s: de %(before)s se pasa a %(number)s."),
        gettext_noop("Renumere, o restituya lo que se perdió."),
    ),
    "numbering-gap-at-start": Template(
        gettext_noop("La lista empieza en %(number)s: falta %(missing)s."),
        gettext_noop("Renumere desde el primero, o restituya lo que se perdió."),
    ),
    "numbering-repeated": Template(
        gettext_noop("El número %(number)s aparece %(count)s veces."),
        gettext_noop("Deje uno solo y renumere los demás; revise las referencias a ellos."),
    ),
    "numbering-swapped": Template(
        gettext_noop("%(first)s y %(second)s están intercambiados."),
        gettext_noop("Ponga cada uno en su lugar o corrija los números."),
    ),
    "numbering-order": Template(
        gettext_noop("Fuera de orden: %(numbers)s."),
        gettext_noop("Ponga los numerales en orden o corrija los números."),
    ),
    "numbering-lost": Template(
        gettext_noop("Hay %(child)s, pero falta el número %(missing)s de los títulos que lo preceden."),
        gettext_noop("Restituya los números de los títulos."),
    ),
    "numbering-lost-titled": Template(
        gettext_noop("Hay %(child)s, pero falta %(missing)s. Títulos sin número en ese lugar: %(titles)s."),
        gettext_noop("Restituya los números de los títulos."),
    ),
    "numbering-stray-space": Template(
        gettext_noop("El número «%(printed)s» lleva un espacio dentro; se lee como %(number)s."),
        gettext_noop("Escriba %(number)s."),
    ),
    "numbering-restarts": Template(
        gettext_noop("La lista vuelve a empezar en %(number)s sin un título ni una frase que la anuncie."),
        gettext_noop("Continúe la numeración o diga qué lista empieza."),
    ),
    "heading-without-number": Template(
        gettext_noop("«%(title)s» parece un título, pero no lleva número como los demás."),
        gettext_noop("Ponga su número, o quítele la forma de título."),
    ),
    "acronym-undefined": Template(
        gettext_noop("El texto usa la sigla %(acronym)s (%(count)s) y no dice qué significa."),
        gettext_noop("Desarróllela la primera vez que aparece, o inclúyala en la lista de siglas."),
    ),
    "acronym-two-meanings": Template(
        gettext_noop("La sigla %(acronym)s se desarrolla de dos maneras: «%(one)s» y «%(other)s»."),
        gettext_noop("Use un solo significado para cada sigla."),
    ),
    "acronym-unlike-known": Template(
        gettext_noop(
            "La sigla %(acronym)s se desarrolla aquí como «%(one)s»; en la institución significa «%(other)s»."
        ),
        gettext_noop("Corrija el significado o use otra sigla."),
    ),
    "definitions-swapped": Template(
        gettext_noop(
            "Las definiciones de «%(one)s» y «%(other)s» parecen intercambiadas: "
            "cada una habla del otro término (%(words)s)."
        ),
        gettext_noop("Compare las dos definiciones y ponga cada una bajo su término."),
    ),
    "definition-of-another-term": Template(
        gettext_noop("Bajo «%(term)s» se define «%(other)s»."),
        gettext_noop("Ponga la definición que corresponde al término."),
    ),
    "definition-repeated": Template(
        gettext_noop("«%(one)s» y «%(other)s» tienen la misma definición."),
        gettext_noop("Deje una, o diga en qué se distinguen."),
    ),
    "definition-unlike-known": Template(
        gettext_noop("La definición de «%(term)s» dice «%(ours)s» donde la conocida dice «%(theirs)s»."),
        gettext_noop("Use la definición conocida («%(known)s») o explique la diferencia."),
    ),
    "definition-adds": Template(
        gettext_noop("La definición de «%(term)s» añade «%(ours)s» a la conocida."),
        gettext_noop("Use la definición conocida («%(known)s») o explique la diferencia."),
    ),
    "definition-omits": Template(
        gettext_noop("La definición de «%(term)s» omite «%(theirs)s» de la conocida."),
        gettext_noop("Use la definición conocida («%(known)s») o explique la diferencia."),
    ),
    "norm-two-formats": Template(
        gettext_noop("La misma norma se cita como %(forms)s."),
        gettext_noop("Cítela siempre igual: %(name)s."),
    ),
    "norm-two-issuers": Template(
        gettext_noop("%(forms)s: mismo número y año, distinta entidad."),
        gettext_noop("Compruebe quién emitió la norma y corrija la cita equivocada."),
    ),
    "norm-two-numbers": Template(
        gettext_noop("«%(title)s» se cita con dos números: %(forms)s."),
        gettext_noop("Compruebe el número y corrija la cita equivocada."),
    ),
    "norm-number-format": Template(
        gettext_noop("«%(printed)s» lleva menos cifras que las demás normas del texto."),
        gettext_noop("Escriba %(name)s."),
    ),
    "office-two-names": Template(
        gettext_noop("La misma dependencia parece llamarse de dos maneras: «%(one)s» y «%(other)s»."),
        gettext_noop("Use el nombre que figura en su norma de organización."),
    ),
    "list-word-differs": Template(
        gettext_noop("Aquí se dice «%(one)s» donde la misma enumeración, en otras partes, dice «%(other)s»."),
        gettext_noop("Compruebe cuál es la palabra y use la misma en todo el texto."),
    ),
    "sentence-word-differs": Template(
        gettext_noop("Dos frases iguales difieren en una palabra parecida: «%(one)s» y «%(other)s»."),
        gettext_noop("Compruebe cuál es la palabra y use la misma en las dos."),
    ),
    "entry-two-texts": Template(
        gettext_noop("%(number)s se llama de dos maneras: «%(one)s» y «%(other)s»."),
        gettext_noop("Escriba el mismo texto en los dos lugares."),
    ),
    "entry-two-numbers": Template(
        gettext_noop("«%(text)s» lleva dos números: %(one)s y %(other)s."),
        gettext_noop("Use un solo número, o diga que son dos numeraciones."),
    ),
    "document-two-names": Template(
        gettext_noop("El documento se llama «%(title)s», pero el texto también dice: %(names)s."),
        gettext_noop("Nombre el documento siempre con su título, o diga cómo se abrevia."),
    ),
    "norm-repealed": Template(
        gettext_noop("%(name)s ya no regía: dejó de regir el %(date)s."),
        gettext_noop("Quite la cita o diga que se cita como antecedente."),
    ),
    "norm-replaced": Template(
        gettext_noop("%(name)s ya no regía: desde el %(date)s rige %(replacement)s."),
        gettext_noop("Cite %(replacement)s."),
    ),
    "norm-not-yet-in-force": Template(
        gettext_noop("%(name)s aún no regía: rige desde el %(date)s."),
        gettext_noop("Cite la norma que regía en la fecha del texto."),
    ),
    "norm-amendment-missing": Template(
        gettext_noop("%(name)s fue modificada por %(amendment)s, que el texto no cita."),
        gettext_noop("Cite también la modificatoria, o escriba «y sus modificatorias»."),
    ),
    "norm-without-number": Template(
        gettext_noop("«%(name)s» se cita sin número ni año."),
        gettext_noop("Diga el tipo, el número y el año de la norma."),
    ),
    "norm-named-only": Template(
        gettext_noop("«%(name)s» se nombra sin su norma (%(norm)s)."),
        gettext_noop("Cite %(norm)s la primera vez que la nombra."),
    ),
    "standard-without-edition": Template(
        gettext_noop("%(name)s se cita sin el año de su edición."),
        gettext_noop("Diga la edición que se aplica (por ejemplo, «%(name)s:aaaa»)."),
    ),
    "norm-missing-from-basis": Template(
        gettext_noop("%(name)s se cita en el texto (%(count)s) y no está en la base legal."),
        gettext_noop("Añádala a la base legal, o quite la cita si el texto no se apoya en ella."),
    ),
    "depends-on-pending-act": Template(
        gettext_noop("Lo que aquí se dispone depende de un acto que aún no existe: «%(words)s»."),
        gettext_noop("Diga qué pasa mientras no exista y quién ajusta las fechas."),
    ),
    "reference-to-nothing": Template(
        gettext_noop("Se remite a «%(reference)s», que no existe en el texto."),
        gettext_noop("Corrija la referencia o añada lo que falta."),
    ),
    "footnote-missing": Template(
        gettext_noop("«%(word)s» llama a la nota al pie %(number)s, que no existe."),
        gettext_noop("Añada la nota o quite la llamada."),
    ),
    "footnote-uncalled": Template(
        gettext_noop("Ningún texto llama a la nota al pie %(number)s."),
        gettext_noop("Ponga la llamada donde corresponde o quite la nota."),
    ),
    "footnote-repeated": Template(
        gettext_noop("La nota al pie %(number)s repite la nota %(first)s."),
        gettext_noop("Deje una sola nota y llámela desde los dos lugares."),
    ),
    "figure-without-text": Template(
        gettext_noop("%(figure)s no tiene texto: si es una imagen, no se puede leer, buscar ni comprobar."),
        gettext_noop("Describa su contenido en el texto o ponga un texto alternativo."),
    ),
    "announced-but-missing": Template(
        gettext_noop("Se anuncia algo que no sigue: después viene «%(next)s»."),
        gettext_noop("Ponga lo anunciado, o quite el anuncio."),
    ),
    "header-unlike-record": Template(
        gettext_noop("El encabezado o pie dice %(printed)s; en el registro de documentos es %(known)s."),
        gettext_noop("Actualice el encabezado o el registro."),
    ),
    "header-two-values": Template(
        gettext_noop("Los encabezados o pies no concuerdan: %(values)s."),
        gettext_noop("Ponga el mismo código y la misma versión en todas las páginas."),
    ),
    "empty-field": Template(
        gettext_noop("Hay un dato por llenar: «%(words)s»."),
        gettext_noop("Complete el dato antes de aprobar el documento."),
    ),
    "act-without-number": Template(
        gettext_noop("El acto no lleva número."),
        gettext_noop("Complete el número cuando se asigne; no lo invente."),
    ),
    "act-without-date": Template(
        gettext_noop("El acto no dice dónde ni cuándo se emite."),
        gettext_noop("Complete el lugar y la fecha."),
    ),
    "act-without-closing": Template(
        gettext_noop("El acto no termina con su fórmula de cierre («Regístrese, comuníquese…»)."),
        gettext_noop("Añada la fórmula de cierre, o compruebe que no se perdió el final del texto."),
    ),
    "act-without-signatory": Template(
        gettext_noop("El acto no dice quién lo firma."),
        gettext_noop(
            "Añada el nombre y el cargo de quien firma, o compruebe que no se perdió el final del texto."
        ),
    ),
    "classification-against-publication": Template(
        gettext_noop("Las páginas dicen «%(mark)s», pero el texto manda publicar el documento."),
        gettext_noop("Quite la marca del ejemplar que se publica, o cambie la clasificación."),
    ),
    "unit-unknown": Template(
        gettext_noop("«%(unit)s» no figura en la organización vigente."),
        gettext_noop("Use el nombre de la unidad vigente en la fecha del texto."),
    ),
    "count-disagrees": Template(
        gettext_noop("Se dice «%(words)s» y se enumeran %(listed)s."),
        gettext_noop("Corrija el número o la lista."),
    ),
    "figure-unlike-words": Template(
        gettext_noop("«%(written)s» y «%(figure)s» no son el mismo número."),
        gettext_noop("Compruebe cuál es el correcto."),
    ),
    "indicator-without-formula": Template(
        gettext_noop("El indicador fija %(percent)s, pero no dice de qué total ni cómo se calcula."),
        gettext_noop("Diga la fórmula: numerador, denominador y fecha de corte."),
    ),
    "likely-misspelling": Template(
        gettext_noop("«%(word)s» aparece una sola vez y se parece a «%(usual)s» (%(count)s)."),
        gettext_noop("Compruebe si es un error de escritura."),
    ),
    "verb-disagrees": Template(
        gettext_noop("Después de «se» el verbo no puede terminar en -s: «%(words)s»."),
        gettext_noop("Corrija la terminación del verbo."),
    ),
}
