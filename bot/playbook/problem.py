"""How do we say an expected no, before anybody finds words for it?"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a rep can put right: a stable `code`, and the facts its sentence needs.

    The words are in `bot/messages/problems.py`.
    """

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
