"""When did the client mean? The reader of dates people say."""

from bot.playbook.when.moment import Moment, Reading, instant
from bot.playbook.when.reading import find_whens, read_when

__all__ = ["Moment", "Reading", "find_whens", "instant", "read_when"]
