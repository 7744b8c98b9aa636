"""How does Slack say no to a call?"""

from collections.abc import Sequence


class RefusalError(Exception):
    """`ok: false` with Slack's own error code, and the details Slack lists beside it."""

    def __init__(self, code: str, messages: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.messages = list(messages)


class SilentError(Exception):
    """A rule of the playbook did not speak, in a sentence for the visitor."""
