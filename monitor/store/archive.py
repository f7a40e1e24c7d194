"""The rows as they are read at a start. One that cannot be read is skipped, and said so once for its kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy.engine import Connection, RowMapping

from monitor.store.codec import UnreadableError

_log = structlog.get_logger("eyechart")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Archive:
    """The rows of one transaction, at Unix time `now`."""

    connection: Connection
    now: float

    def rows(self, statement: Any) -> Sequence[RowMapping]:
        """What a statement selects."""
        return self.connection.execute(statement).mappings().all()

    def readable(self, what: str, statement: Any, read: Callable[[RowMapping], T]) -> list[T]:
        """What `read` makes of each row that it can read."""
        values: list[T] = []
        skipped, why = 0, ""
        for row in self.rows(statement):
            try:
                values.append(read(row))
            except (UnreadableError, ValueError, TypeError, OverflowError) as error:
                skipped, why = skipped + 1, why or str(error)
        if skipped:
            _log.warning(
                "not remembered: the store holds what cannot be read", what=what, rows=skipped, why=why
            )
        return values
