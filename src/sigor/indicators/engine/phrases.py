"""Sentences for people as plain data: a Spanish template and what goes into it, told later in the language of a reader."""

from collections.abc import Callable, Mapping
from typing import Any

# `message`, a template with %(names)s, and its `values`: texts, numbers, phrases, or lists of these.
Phrase = Mapping[str, Any]
Translate = Callable[[str], str]


def gettext_noop(text: str) -> str:
    """The text as it is; the name marks it for the catalogue of translations."""
    return text


def phrase(message: str, /, **values: Any) -> Phrase:
    return {"message": message, "values": values}


def said(told: Phrase, translate: Translate = gettext_noop) -> str:
    """The sentence of a phrase; `translate` gets each template before its values go in.

    What has no `values` was kept as a finished sentence, and stays as it is.
    """
    if "values" not in told:
        return str(told["message"])
    values = {name: _word(value, translate) for name, value in told["values"].items()}
    return translate(told["message"]) % values


def _word(value: Any, translate: Translate) -> str:
    if isinstance(value, Mapping):
        return said(value, translate)
    if isinstance(value, list):
        return ", ".join(_word(one, translate) for one in value)
    return str(value)


def quoted(text: str) -> Phrase:
    """What a file calls something, in a list of such."""
    return phrase(gettext_noop("«%(text)s»"), text=text)
