"""How is what a rep asked for kept as JSON, while Steady asks back?"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar

from bot.playbook.model import Money


class _Intent(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


T = TypeVar("T", bound=_Intent)


def only_what_is_set(intent: _Intent) -> dict[str, Any]:
    """Each field that says more than its default; dates as ISO text, money as its two parts."""
    said = {each.name: (getattr(intent, each.name), each.default) for each in fields(intent)}
    return {name: _plain(value) for name, (value, default) in said.items() if value != default}


def read_again(
    kind: type[T], read: Mapping[str, Callable[[Any], Any]], stored: Mapping[str, Any]
) -> T:
    """The intent as it was; what this version has no field for is left out."""
    known = {each.name for each in fields(kind)}
    return kind(**{k: read[k](v) if k in read else v for k, v in stored.items() if k in known})


def _plain(value: object) -> object:
    match value:
        case date():
            return value.isoformat()
        case Money(minor, currency):
            return [minor, currency]
        case StrEnum():
            return value.value
        case _:
            return value
