"""A daemon in small, to be killed: writes entry after entry and says which ones it was told are written.

Entry n brings result n and a standing that was last run at n; every third is a transition with an incident.
"""

import sys
from dataclasses import replace
from pathlib import Path

from monitor.entry import Entry, Spending
from monitor.health import State
from monitor.incidents.incident import Incident, Phase, Update
from monitor.money.budget import Spend
from monitor.store.store import open_store
from monitor.store.writer import Patience, Writer
from tests.monitor.store.keeping import DAY, NOW, entry, incident, keeping, probe, transition

PROBE = probe()


def opening(number: int) -> Incident:
    """The incident of a number that begins one; it has been resolved when the next begins."""
    name = "".join("abcdefghij"[int(digit)] for digit in f"{number:08d}")
    first = Update(0, NOW + number, Phase.OPENED, f"opened at {number}", "news")
    return replace(incident(), id=f"aaaa{name}", opened_at=NOW + number, updates=(first,))


def resolved(old: Incident, at: float) -> Incident:
    """The same at its end."""
    end = Update(1, at, Phase.RESOLVED, "read again", "well again")
    return replace(old, updates=(*old.updates, end), probes=frozenset(), resolved_at=at)


def made(number: int) -> Entry:
    """The entry of a number."""
    plain = entry(PROBE, NOW + number, spending=Spending(Spend(int(NOW // DAY), number)))
    if number % 3:
        return plain
    turned = transition(NOW + number, State.DOWN if number % 2 else State.UP)
    old = (resolved(opening(number - 3), NOW + number),) if number >= 3 else ()
    return replace(plain, transition=turned, incidents=(*old, opening(number)))


def main(folder: Path, first: int) -> None:
    """Write until killed."""
    store = open_store(keeping(folder))

    def tell(settled: Entry) -> None:
        if settled.result is not None:
            print(int(settled.result.at - NOW), flush=True)  # noqa: T201 - to whoever kills

    writer = Writer(store, settled=tell, patience=Patience(gather=0.0))
    writer.start()
    number = first
    while True:
        if writer.storage.queued < 50:
            writer.put(made(number))
            number += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
