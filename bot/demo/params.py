"""What did a Web API call ask for? Reads parameters that come as form text or as JSON."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from bot.demo.blocks import Json
from bot.demo.refusal import RefusalError

T = TypeVar("T")

_MOST_PER_PAGE = 1000


def text(params: Json, name: str) -> str | None:
    """A text parameter; empty counts as not given."""
    value = params.get(name)
    return None if value in (None, "") else str(value)


def required(params: Json, name: str, code: str = "invalid_arguments") -> str:
    """A text parameter that must be there."""
    value = text(params, name)
    if value is None:
        raise RefusalError(code, [f"[ERROR] missing required field: {name}"])
    return value


def flag(params: Json, name: str) -> bool:
    """A boolean as JSON or form text writes it."""
    return params.get(name) in (True, 1, "1", "true", "True")


def structure(params: Json, name: str, code: str) -> Any:
    """A JSON value, also when it comes as text inside a form; None when it is not given."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise RefusalError(code) from None


def whole(params: Json, name: str, default: int) -> int:
    """A whole number."""
    try:
        return int(params.get(name) or default)
    except (TypeError, ValueError):
        raise RefusalError("invalid_limit") from None


def page_of(items: Sequence[T], params: Json, default: int) -> tuple[list[T], str]:
    """One page of a list and the cursor of the next, empty on the last."""
    size = whole(params, "limit", default)
    if not 1 <= size <= _MOST_PER_PAGE:
        raise RefusalError("invalid_limit")
    start = _offset(text(params, "cursor"))
    end = start + size
    return list(items[start:end]), _cursor(end) if end < len(items) else ""


def _cursor(offset: int) -> str:
    return base64.b64encode(f"next:{offset}".encode()).decode()


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (ValueError, binascii.Error):
        raise RefusalError("invalid_cursor") from None
