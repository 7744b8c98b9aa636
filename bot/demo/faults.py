"""Which Web API calls go wrong, and how?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Params = dict[str, Any]

BEFORE = frozenset(
    {"reset_before", "timeout_before", "429", "500", "503", "html", "internal_error"}
)
AFTER = frozenset({"internal_error_after", "reset_after", "timeout_after", "slow"})


@dataclass(slots=True)
class Fault:
    """One kind of trouble for one method, a number of times.

    Kinds: 429, 500, 503, html, internal_error, reset_before, timeout_before (the call is not
    performed); internal_error_after, reset_after, timeout_after, slow (it is); every other kind
    is a Slack error code and is answered instead of performing the call.
    """

    method: str
    kind: str
    times: int = 1
    seconds: float = 60.0
    retry_after: int = 1
    match: Callable[[Params], bool] | None = None

    @property
    def performs(self) -> bool:
        """Whether Slack does what was asked before the answer goes wrong."""
        return self.kind in AFTER

    @property
    def error_code(self) -> str | None:
        """The Slack error code this fault answers with, when it answers at all."""
        if self.kind == "internal_error_after":
            return "internal_error"
        known = (BEFORE | AFTER) - {"internal_error"}
        return None if self.kind in known else self.kind


@dataclass(slots=True)
class Faults:
    """The trouble that still lies ahead; each is used up in the order it was added."""

    pending: list[Fault] = field(default_factory=list)

    def add(self, method: str, kind: str, times: int = 1, **args: Any) -> Fault:
        """The next `times` calls of a method («*» is any) go wrong in this way."""
        fault = Fault(method, kind, times, **args)
        self.pending.append(fault)
        return fault

    def clear(self) -> None:
        """No more trouble."""
        self.pending.clear()

    def take(self, method: str, params: Params) -> Fault | None:
        """The fault for this call, counted down."""
        for fault in self.pending:
            if fault.method in (method, "*") and (fault.match is None or fault.match(params)):
                fault.times -= 1
                if fault.times <= 0:
                    self.pending.remove(fault)
                return fault
        return None
