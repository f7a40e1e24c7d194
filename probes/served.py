"""Who served a reply: model names, providers and caches, held against what the route is known for."""

from collections.abc import Container
from dataclasses import dataclass, field

from probes.folding import excerpt
from probes.model import Naming, check_model, normalise_model
from probes.types import Finding, Reply

_PROVIDER_NAME = 128


@dataclass(frozen=True, slots=True)
class Served:
    """What the first passes of a route have shown: its names, those of its gateway's headers, its providers.

    `backends` are names from headers, which differ from those in the body by design (an alias here, the
    deployment there); they and `providers` judge once `settled`, and only where there were any.
    """

    naming: Naming = field(default_factory=Naming)
    backends: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    settled: bool = False
    response_ids: Container[str] = frozenset()


def check_served(reply: Reply, known: Served) -> tuple[bool, tuple[Finding, ...]]:
    """Whether somebody else answered than must (True: changed), and every finding about it.

    A provider never seen means a reroute only where there was exactly one; who spreads over several may take
    up another. A cache that answered and an id that came before are findings: the key tells what they meant.
    """
    changed, named = check_model(reply.model, known.naming)
    rerouted, models = _backend(reply, known)
    moved, providers = _provider(reply, known)
    findings = (*named, *models, *providers, *_cached(reply, known))
    return changed or rerouted or moved, findings


def _backend(reply: Reply, known: Served) -> tuple[bool, tuple[Finding, ...]]:
    """The names of the gateway's headers, which are as good as the body's, against the learned ones."""
    names = [name for name in reply.backend.models if normalise_model(name)]
    if known.naming.expected is not None or not (known.settled and known.backends):
        return False, ()
    strange = [name for name in names if normalise_model(name) not in known.backends]
    expected = "a name of the first 20 passes in the gateway's headers"
    return bool(strange), tuple(_unexpected("backend_model", expected, name) for name in strange[:1])


def _provider(reply: Reply, known: Served) -> tuple[bool, tuple[Finding, ...]]:
    strange = [name for name in reply.backend.providers if provider_name(name) not in known.providers]
    if not (strange and known.settled and known.providers):
        return False, ()
    only = len(known.providers) == 1
    expected = f"the provider of the first 20 passes: {', '.join(sorted(known.providers))}"
    return only, (_unexpected("provider", excerpt(expected), strange[0]),)


def _cached(reply: Reply, known: Served) -> tuple[Finding, ...]:
    found = []
    if reply.backend.cache:
        found.append(_unexpected("cache", "an answer made for this request", reply.backend.cache))
    if reply.response_id is not None and reply.response_id in known.response_ids:
        found.append(_unexpected("response_id", "a new response id", reply.response_id))
    return tuple(found)


def provider_name(name: str) -> str:
    """A provider's name made comparable."""
    return excerpt(name.strip().lower(), _PROVIDER_NAME)


def _unexpected(check: str, expected: str, seen: str) -> Finding:
    return Finding(check, expected, excerpt(seen), passed=False)
