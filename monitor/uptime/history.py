"""The changes of one probe as they come in: in order, without repeats, and no more than is ever shown."""

from bisect import bisect_right

from monitor.uptime.spans import Change, Spans

MOST_CHANGES = 2000
KEPT_SECONDS = 91 * 86_400.0
# Longer than a run lasts: runs are told of as they end, with the times at which they began.
_OUT_OF_STEP = 600.0


def extended(spans: Spans, change: Change) -> Spans:
    """`spans` with one more change; the same object when that is none.

    A change from a little before the last one stands at the time of that one. From long before, the clock was
    ahead and has been set right: what it said in between goes, or it would hide all that happens until then.
    Kept are the newest, and the one that stands where the window of 91 days begins.
    """
    if spans and change.at + _OUT_OF_STEP < spans[-1].at:
        spans = spans[: bisect_right(spans, change.at, key=lambda known: known.at)]
    if not spans:
        return (change,)
    last = spans[-1]
    if change.state is last.state:
        return spans
    at = max(change.at, last.at)
    standing = bisect_right(spans, at - KEPT_SECONDS, key=lambda known: known.at) - 1
    first = max(standing, len(spans) + 1 - MOST_CHANGES, 0)
    return (*spans[first:], Change(at, change.state))
