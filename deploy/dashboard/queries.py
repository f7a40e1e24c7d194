"""The words in which panels ask Prometheus: selectors that follow the variables, and sums."""

DAEMON = 'job=~"$job", instance=~"$instance"'
"""What every query selects by; without it a panel would mix in monitors that were not chosen."""

PROBE = f'{DAEMON}, gateway=~"$gateway", route=~"$route"'
"""What a query about routes selects by."""

_EACH_PROBE = "gateway, route, probe"


def daemon(metric: str, *matchers: str) -> str:
    """The series of a metric of the daemon, without the prefix, for the chosen instances."""
    return f"eyechart_{metric}{{{', '.join((DAEMON, *matchers))}}}"


def probe(metric: str, *matchers: str) -> str:
    """The series of a metric of probes or routes, without the prefix, for the chosen routes."""
    return f"eyechart_{metric}{{{', '.join((PROBE, *matchers))}}}"


def most(metric: str, *matchers: str, by: str = _EACH_PROBE) -> str:
    """The largest over instances: several may watch one route, and the worst of them counts."""
    return f"max by ({by}) ({probe(metric, *matchers)})"


def least(metric: str, *matchers: str, by: str = _EACH_PROBE) -> str:
    """The smallest over instances."""
    return f"min by ({by}) ({probe(metric, *matchers)})"


def a_minute(series: str, by: str) -> str:
    """How much a counter grows in a minute: probes run about once in one, so a second says little."""
    return f"60 * sum by ({by}) (rate({series}[$__rate_interval]))"


def a_day(series: str, by: str) -> str:
    """How much a counter would grow in a day at the present pace."""
    return f"86400 * sum by ({by}) (rate({series}[$__rate_interval]))"


def health() -> str:
    """One number for each probe, the worst that any instance says: 0 up, 1 degraded, 2 unknown, 3 down."""
    weighed = (("degraded", 1), ("unknown", 2), ("down", 3))
    states = [f"{weight} * {probe('probe_health', _is(state))}" for state, weight in weighed]
    return f"max by ({_EACH_PROBE}) ({' or '.join(states)})"


def _is(state: str) -> str:
    return f'state="{state}"'
