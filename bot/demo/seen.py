"""What did a person see after they acted?"""

from dataclasses import dataclass, field

from bot.demo.blocks import Json
from bot.demo.workspace import Message


@dataclass(frozen=True, slots=True)
class Seen:
    """The outcome of one act.

    status: Steady's HTTP status, 0 when nothing came back or nothing was sent;
    messages: what arrived or changed meanwhile in the conversation of the act (outside a
    conversation: in the DM), for this person; errors: words by block_id under a form's fields;
    view: the form on top afterwards; error: the line Slack itself shows when something failed;
    body: Steady's answer as it came.
    """

    status: int
    messages: list[Message] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    view: Json | None = None
    error: str | None = None
    body: str = ""

    @property
    def text(self) -> str:
        """The texts of all messages, one below the other."""
        return "\n".join(message.text for message in self.messages)
