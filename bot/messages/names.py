"""What are a client, and a colleague, called?"""

from collections.abc import Sequence

from bot.messages.blocks import cut, isolated
from bot.messages.counts import some_of
from bot.playbook.deal import Deal
from bot.playbook.model import Client, Rep, Standing

STANDINGS = {
    Standing.PROSPECT: "prospect",
    Standing.ACTIVE: "pays us",
    Standing.NURTURE: "nurture",
    Standing.LOST: "lost",
    Standing.PARTED: "parted",
}
MOST_GUESTS = 5  # named in one sentence
LONGEST_CLIENT, LONGEST_PERSON = 80, 60


def client_said(client: Client) -> str:
    return isolated(cut(client.name, LONGEST_CLIENT))


def person_said(name: str, otherwise: str = "a colleague") -> str:
    """Somebody by name, as far as Slack told it."""
    return isolated(cut(name, LONGEST_PERSON)) if name else otherwise


def guests_named(names: Sequence[str]) -> str:
    """The first few of them; Slack need not tell anybody's name."""
    first = [person_said(name, "one without a name") for name in names[:MOST_GUESTS]]
    return some_of(first, len(names))


def rep_said(rep: Rep | None, otherwise: str = "a colleague") -> str:
    return person_said(rep.name if rep is not None else "", otherwise)


def deal_named(deal: Deal) -> str:
    """ "New line at Acme"; a deal without a name of its own is its client's."""
    client = isolated(cut(deal.client_name, LONGEST_CLIENT))
    return f"{isolated(cut(deal.name, LONGEST_CLIENT))} at {client}" if has_name(deal) else client


def has_name(deal: Deal) -> bool:
    return bool(deal.name) and deal.name != deal.client_name


def label(client: Client, among: Sequence[Client]) -> str:
    """On a button; clients of one name are told apart."""
    same = [c for c in among if c.name == client.name]
    if len(same) < 2:
        return client.name
    return f"{cut(client.name, 50)}, {STANDINGS[client.standing]}, no. {same.index(client) + 1}"


def do_not_know(typed: str, found: Sequence[Client]) -> str:
    """Several could be meant, and each is a button."""
    name = isolated(cut(typed, LONGEST_CLIENT))
    if len({c.name for c in found}) < len(found):
        return f"There is more than one {name}. Which one?"
    return f"I do not know {name}. Did you mean one of these?"
