"""Spanish words as rules compare them: without accents, endings or the words that only join others."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"(?<=[.;:?!])[”\"»)]?\s+(?=[A-ZÁÉÍÓÚÑ“\"«(¿])")


def word_set(text: str) -> frozenset[str]:
    """A set from words written one after another."""
    return frozenset(text.split())


_STOP = word_set(
    "a al ante aquel aquella aquellas aquellos asi aun bajo cada como con contra cual cuales cuando "
    "cuyo cuya cuyos cuyas de del desde donde durante e el ella ellas ello ellos en entre es esa esas "
    "ese eso esos esta estas este esto estos ha han hasta la las le les lo los mas me mediante mi misma "
    "mismas mismo mismos muy ni no nos o otra otras otro otros para pero por que quien quienes sea sean "
    "segun ser si sin sino sobre son su sus tal tales tambien tanto todo toda todos todas tras u un una "
    "unas uno unos y ya"
)
# Words after which a line never ends a paragraph, and those that announce a number on the next line.
DANGLING = word_set(
    "a al ante bajo con contra de del desde e el en entre hacia hasta la las lo los o para por que "
    "segun sin sobre su sus tras u un una unas unos y"
)
ANNOUNCING = word_set(
    "anexo anexos apartado articulo articulos art cuadro disposicion grafico inciso literal literales n "
    "numeral numerales nro numero seccion tabla"
)


def plain(text: str) -> str:
    """Lower case without accents; ñ stays a letter of its own."""
    kept = text.lower().replace("ñ", "\0")
    bare = "".join(c for c in unicodedata.normalize("NFD", kept) if not unicodedata.combining(c))
    return bare.replace("\0", "ñ")


def words(text: str) -> list[str]:
    return WORD.findall(plain(text))


def content(found: Iterable[str]) -> list[str]:
    """The words that carry meaning."""
    return [word for word in found if word not in _STOP and len(word) > 1]


def is_stop(word: str) -> bool:
    return plain(word) in _STOP


def stem(word: str) -> str:
    """The word without plural, gender or a prefix that only says against: «antisoborno» is about «soborno»."""
    bare = plain(word)
    if bare.startswith("anti") and len(bare) > 8:
        bare = bare[4:]
    if bare.endswith("es") and len(bare) > 5 and bare[-3] not in "aeiou":
        bare = bare[:-2]
    elif bare.endswith("s") and len(bare) > 4:
        bare = bare[:-1]
    if bare[-1:] in "oae" and len(bare) > 4:
        bare = bare[:-1]
    return bare


def stems(text: str) -> list[str]:
    return [stem(word) for word in content(words(text))]


def sentences(text: str) -> list[tuple[int, str]]:
    """Sentences with the offset at which each begins."""
    found = []
    start = 0
    for match in _SENTENCE.finditer(text):
        found.append((start, text[start : match.end()].strip()))
        start = match.end()
    found.append((start, text[start:].strip()))
    return [(offset, sentence) for offset, sentence in found if sentence]


def alike(one: str, other: str) -> bool:
    """Two different long words that the eye may take for each other, and not two forms of one word."""
    if one == other or min(len(one), len(other)) < 7 or abs(len(one) - len(other)) > 4:
        return False
    head = shared(one, other)
    tail = shared(one[::-1], other[::-1])
    same = head + tail
    return head >= 3 and tail >= 3 and same >= 0.6 * min(len(one), len(other))


def shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many first elements are the same."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
