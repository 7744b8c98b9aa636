"""When did the client mean?

A text becomes `tokens` (with the vocabulary of `words` and `zones`). The `*_said` modules hold the
turns of phrase, each a pattern and a few lines on what it means; `grammar` matches them. `pieces`
puts a day, a time and a zone together, `outcome` checks them against the clock, `standing` says
which phrases count inside a longer line, `reading` answers, `beside` looks at the words around.

A new word is one entry in `words`; a new idiom is one small function in the `*_said` module it
belongs to, and a row in `tests/corpus/when.tsv`.
"""

from bot.playbook.when.beside import half_said_before, refused, with_what_follows
from bot.playbook.when.moment import Moment, Reading, in_zone, instant
from bot.playbook.when.reading import find_whens, read_when

__all__ = [
    "Moment",
    "Reading",
    "find_whens",
    "half_said_before",
    "in_zone",
    "instant",
    "read_when",
    "refused",
    "with_what_follows",
]
