"""How is a Python value kept in a column, so that both engines sort it and give it back alike?"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class UtcInstant(TypeDecorator[datetime]):
    """An aware datetime, given back in UTC to the microsecond; a naive one is refused.

    PostgreSQL keeps it as TIMESTAMPTZ, SQLite as whole microseconds since 1970, which sort and
    index as numbers.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        if value is None:
            return None
        if value.tzinfo is None or value.utcoffset() is None:
            raise ValueError("an instant needs its zone")
        if dialect.name == "postgresql":
            return value
        return micros(value)

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        assert isinstance(value, int)
        return _EPOCH + value * _MICROSECOND


def micros(moment: datetime) -> int:
    """An instant as SQLite keeps it."""
    return (moment - _EPOCH) // _MICROSECOND


class _Json(TypeDecorator[Any]):
    """JSON, on PostgreSQL in its binary form, which is imported there alone."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return super().load_dialect_impl(dialect)
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB(none_as_null=True))


# A Python None is kept as SQL NULL, never as the JSON word null.
Json = _Json(none_as_null=True)
