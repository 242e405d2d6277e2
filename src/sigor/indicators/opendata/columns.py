"""The columns of each table of a dataset, in Spanish and English."""

from collections.abc import Sequence

from sigor.indicators.opendata.csvw import Column, ForeignKey, Kind, Table, Text, Value
from sigor.indicators.opendata.partition import Level

DATA, GROUPS, MEMBERS = "data.csv", "groups.csv", "members.csv"
INDICATORS, CLASSES, PERIODS = "indicators.csv", "classes.csv", "periods.csv"
EVERYBODY = "_T"  # the class of all persons together, as SDMX writes a total
SDMX = "http://purl.org/linked-data/sdmx/2009/"
SCHEMA = "http://schema.org/"
GROUP_CODE = "[0-9]{6}|RESTO-([0-9]{2}|[0-9]{4}|PE)(-[0-9]+)?"


def _text(name: str, es: str, en: str, what_es: str, what_en: str, **more: str | bool) -> Column:
    return Column(name, Text(es, en), Text(what_es, what_en), **more)  # type: ignore[arg-type]


def data(places: Sequence[Sequence[tuple[Value, ...]]]) -> Table:
    number = Kind.DECIMAL
    return Table(
        DATA,
        Text("Cifras", "Figures"),
        Text(
            "Un indicador por periodo, lugar y clase de persona. Los totales son sumas de los grupos publicados.",
            "An indicator by period, place and class of person. Totals are sums of the published groups.",
        ),
        (
            PERIOD,
            _text("place", "Lugar", "Place", "Código del lugar en groups.csv.", "Code of the place in groups.csv.",
                  property_url=f"{SDMX}dimension#refArea"),
            _text("indicator", "Indicador", "Indicator", "Código del indicador en indicators.csv.",
                  "Code of the indicator in indicators.csv."),
            _text("class", "Clase", "Class", "Clase de persona en classes.csv; _T: todas.",
                  "Class of person in classes.csv; _T: everybody."),
            Column("numerator", Text("Numerador o total", "Numerator or total"),
                   Text("Suma de los distritos con dato; vacío si ninguno lo tiene.",
                        "Sum of the districts with a datum; empty where none has one."), number, False),
            Column("denominator", Text("Denominador", "Denominator"),
                   Text("Suma de los mismos distritos; vacío en un total.",
                        "Sum of the same districts; empty for a total."), number, False),
            Column("value", Text("Valor", "Value"),
                   Text("Numerador entre denominador por el factor, redondeado una vez; o el total.",
                        "Numerator by denominator times the factor, rounded once; or the total."), number, False,
                   property_url=f"{SDMX}measure#obsValue"),
            Column("districts", Text("Distritos", "Districts"),
                   Text("Cuántos distritos tiene el lugar.", "How many districts the place has."), Kind.WHOLE),
            Column("missing", Text("Sin dato", "Missing"),
                   Text("Cuántos de ellos no tienen dato.", "How many of them have no datum."), Kind.WHOLE),
        ),
        ("period", "place", "indicator", "class"),
        tuple(row for rows in places for row in rows),
        (
            ForeignKey(("period",), PERIODS, ("period",)),
            ForeignKey(("period", "place"), GROUPS, ("period", "place")),
            ForeignKey(("indicator",), INDICATORS, ("indicator",)),
            ForeignKey(("class",), CLASSES, ("class",)),
        ),
    )  # fmt: skip


PERIOD = _text("period", "Periodo", "Period", "Etiqueta del periodo en periods.csv, por ejemplo 2025-B3.",
               "Label of the period in periods.csv, for example 2025-B3.",
               property_url=f"{SDMX}dimension#refPeriod")  # fmt: skip


def groups(rows: Sequence[tuple[Value, ...]]) -> Table:
    return Table(
        GROUPS,
        Text("Lugares", "Places"),
        Text(
            "Los lugares publicados en cada periodo: distritos, grupos de distritos y los totales en los que caben enteros.",
            "The places published in each period: districts, groups of districts and the totals that whole groups make.",
        ),
        (
            PERIOD,
            _text("place", "Lugar", "Place", "Ubigeo del INEI, RESTO-… para un grupo, o PE.",
                  "INEI code, RESTO-… for a group, or PE.",
                  pattern=f"{GROUP_CODE}|[0-9]{{2}}|[0-9]{{4}}|PE", property_url=f"{SCHEMA}identifier"),
            _text("level", "Nivel", "Level", "Distrito, grupo de distritos, provincia, departamento o nación.",
                  "District, group of districts, province, department or nation.",
                  pattern="|".join(Level)),
            _text("name_es", "Nombre en español", "Name in Spanish", "Nombre del lugar.", "Name of the place.",
                  property_url=f"{SCHEMA}name"),
            _text("name_en", "Nombre en inglés", "Name in English", "Nombre del lugar.", "Name of the place.",
                  property_url=f"{SCHEMA}name"),
            _text("department", "Departamento", "Department", "Código, si el lugar está en uno solo.",
                  "Code, where the place is in a single one.", pattern="[0-9]{2}", required=False),
            _text("province", "Provincia", "Province", "Código, si el lugar está en una sola.",
                  "Code, where the place is in a single one.", pattern="[0-9]{4}", required=False),
            Column("districts", Text("Distritos", "Districts"),
                   Text("Cuántos distritos tiene.", "How many districts it has."), Kind.WHOLE),
        ),
        ("period", "place"),
        tuple(rows),
        (ForeignKey(("period",), PERIODS, ("period",)),),
    )  # fmt: skip


def members(rows: Sequence[tuple[Value, ...]]) -> Table:
    return Table(
        MEMBERS,
        Text("Distritos de cada grupo", "Districts of each group"),
        Text(
            "En qué grupo está cada distrito: en uno solo por periodo.",
            "The group in which each district is: a single one in each period.",
        ),
        (
            PERIOD,
            _text("district", "Distrito", "District", "Ubigeo del INEI, seis cifras.", "INEI code, six digits.",
                  pattern="[0-9]{6}", property_url=f"{SCHEMA}identifier"),
            _text("group", "Grupo", "Group", "Código del grupo en groups.csv.", "Code of the group in groups.csv.",
                  pattern=GROUP_CODE),
            _text("district_name", "Nombre del distrito", "Name of the district", "Nombre del distrito.",
                  "Name of the district.", property_url=f"{SCHEMA}name"),
        ),
        ("period", "district"),
        tuple(rows),
        (ForeignKey(("period", "group"), GROUPS, ("period", "place")),),
    )  # fmt: skip


def indicators(rows: Sequence[tuple[Value, ...]]) -> Table:
    def twice(name: str, es: str, en: str, *, required: bool = True) -> tuple[Column, Column]:
        return (
            _text(
                f"{name}_es", f"{es} en español", f"{en} in Spanish", f"{es}.", f"{en}.", required=required
            ),
            _text(f"{name}_en", f"{es} en inglés", f"{en} in English", f"{es}.", f"{en}.", required=required),
        )

    return Table(
        INDICATORS,
        Text("Indicadores", "Indicators"),
        Text("Qué mide cada indicador y cómo se calcula.", "What each indicator measures and how it is reckoned."),
        (
            _text("indicator", "Indicador", "Indicator", "Código del indicador.", "Code of the indicator.",
                  property_url=f"{SCHEMA}identifier"),
            *twice("name", "Nombre", "Name"),
            _text("kind", "Tipo", "Kind", "Razón o total.", "Ratio or total.", pattern="ratio|total"),
            *twice("numerator", "Numerador o total", "Numerator or total"),
            *twice("denominator", "Denominador", "Denominator", required=False),
            Column("factor", Text("Factor", "Factor"),
                   Text("Por cuánto se multiplica la razón.", "What the ratio is multiplied by."), Kind.WHOLE),
            Column("decimals", Text("Decimales", "Decimals"),
                   Text("Con cuántos se redondea el valor.", "How many the value is rounded to."), Kind.WHOLE),
            *twice("unit", "Unidad de medida", "Unit of measure"),
            _text("sense", "Sentido", "Sense", "Si es mejor que suba o que baje.", "Whether up or down is better.",
                  pattern="up|down|none"),
            _text("frequency", "Frecuencia", "Frequency", "Cada cuánto se mide.", "How often it is measured.",
                  pattern="month|bimester|quarter|half|year"),
            *twice("source", "Fuente", "Source"),
            _text("method", "Versión del método", "Version of the method", "Versión de la ficha del indicador.",
                  "Version of the card of the indicator."),
            Column("valid_from", Text("Vigente desde", "Valid from"),
                   Text("Primer día de la ficha.", "First day of the card."), Kind.DATE),
            Column("valid_until", Text("Vigente hasta", "Valid until"),
                   Text("Último día de la ficha; vacío si sigue.", "Last day of the card; empty while it goes on."),
                   Kind.DATE, False),
        ),
        ("indicator",),
        tuple(rows),
    )  # fmt: skip


def classes(rows: Sequence[tuple[Value, ...]]) -> Table:
    return Table(
        CLASSES,
        Text("Clases de persona", "Classes of person"),
        Text("Por qué clases se desagrega; _T son todas juntas.", "The classes told apart; _T is all together."),
        (
            _text("class", "Clase", "Class", "Código de la clase.", "Code of the class."),
            _text("name_es", "Nombre en español", "Name in Spanish", "Nombre de la clase.", "Name of the class."),
            _text("name_en", "Nombre en inglés", "Name in English", "Nombre de la clase.", "Name of the class."),
        ),
        ("class",),
        tuple(rows),
    )  # fmt: skip


def periods(rows: Sequence[tuple[Value, ...]]) -> Table:
    return Table(
        PERIODS,
        Text("Periodos", "Periods"),
        Text("De qué días es cada periodo y qué edición de sus cifras es esta.",
             "The days of each period, and which edition of its figures this is."),
        (
            _text("period", "Periodo", "Period", "Etiqueta del periodo.", "Label of the period.",
                  property_url=f"{SDMX}dimension#refPeriod"),
            Column("start", Text("Inicio", "Start"), Text("Primer día.", "First day."), Kind.DATE,
                   property_url=f"{SCHEMA}startDate"),
            Column("end", Text("Fin", "End"), Text("Último día.", "Last day."), Kind.DATE,
                   property_url=f"{SCHEMA}endDate"),
            Column("edition", Text("Edición", "Edition"), Text("Número de la edición, desde 1.",
                   "Number of the edition, from 1."), Kind.WHOLE),
        ),
        ("period",),
        tuple(rows),
    )  # fmt: skip
