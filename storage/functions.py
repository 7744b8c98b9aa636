"""What may a storage function not do? End the transaction it was lent."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, RootTransaction

T = TypeVar("T")


def call(act: Callable[[Connection], T], connection: Connection, lent: RootTransaction) -> T:
    """Run the function on a transaction whose beginning and end are its door's.

    To SQLAlchemy a commit inside would look done; in truth nothing has left the door.
    """
    try:
        result = act(connection)
    except StopIteration as trouble:
        # No future can carry it, and its caller would wait for ever.
        raise RuntimeError("a storage function raised StopIteration") from trouble
    if not is_as_lent(connection, lent):
        raise RuntimeError("a storage function leaves commit and rollback to its door")
    return result


def is_as_lent(connection: Connection, lent: RootTransaction) -> bool:
    """Whether the transaction, and no savepoint in it, is open."""
    return lent.is_active and not connection.in_nested_transaction()
