"""What does everything in the stand-in work on?"""

from dataclasses import dataclass

from bot.demo.passes import Passes
from bot.demo.views import Views
from bot.demo.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Stage:
    """The workspace, the open views, and the passes handed out."""

    workspace: Workspace
    views: Views
    passes: Passes
