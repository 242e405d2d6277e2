"""From an issued file to the page of what it is about: packages above say where that is and who may open it."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model

from sigor.accounts.models import User
from sigor.copies.models import IssuedFile

# Given a row and a person: the address of its page, or nothing if that person may not open it.
Finder = Callable[[Model, User], str]
F = TypeVar("F", bound=Callable[..., str])
_finders: dict[type[Model], Finder] = {}


def page_of(model: type[Model]) -> Callable[[F], F]:
    """Declare the function that finds the pages of a model and of those that inherit from it."""

    def keep(find: F) -> F:
        _finders[model] = find
        return find

    return keep


def address(issued: IssuedFile, user: User) -> str:
    """Where this person reads what the file is about; nothing if they may not, or if there is no such page."""
    record = issued.about
    if record is None or not user.is_authenticated:
        return ""
    for model in type(record).__mro__:
        if find := _finders.get(model):
            return find(record, user)
    return ""
