"""What no single value can tell: names that must meet or differ, files, secrets, and what is only unwise.

A check is a function from a draft to findings. `CHECKS` find errors, `CAUTIONS` warnings; a new one is a
function and a line in its table.
"""

from collections.abc import Sequence

from monitor.config.checks import (
    cautions,
    challenges,
    discovery,
    maintenance,
    names,
    origin,
    public,
    requests,
    secrets,
    store,
    sweeps,
)
from monitor.config.checks.found import Check
from monitor.config.draft import Draft
from monitor.config.problems import Problem

CHECKS: tuple[Check, ...] = (
    names.nothing_to_probe,
    names.gateways_known,
    names.protocols_known,
    names.dialects_known,
    names.versions_named,
    names.ways_sayable,
    names.directs_differ,
    names.presets_known,
    sweeps.turns_come,
    names.routes_named,
    names.routes_distinct,
    names.labels_free,
    discovery.gateways_known,
    discovery.named_apart,
    maintenance.timed_once,
    maintenance.in_order,
    maintenance.crons_come,
    maintenance.routes_known,
    challenges.named_apart,
    challenges.images_usable,
    challenges.answers_known,
    requests.headers_sendable,
    requests.params_free,
    requests.tls_usable,
    requests.aws_usable,
    secrets.readable,
    store.a_file,
    store.failures_outlive_passes,
    public.addresses_differ,
    public.names_differ,
    origin.whole,
    origin.provided,
    origin.outlasts,
    origin.not_alone,
    origin.addresses_differ,
)

CAUTIONS: tuple[Check, ...] = (
    cautions.timeout_above_interval,
    cautions.evidence_gone_between_runs,
    cautions.gateway_unused,
    cautions.key_unencrypted,
    cautions.hanging_gateway_starves,
    discovery.nothing_declared,
    challenges.question_reveals,
    challenges.unlisted,
    challenges.alone,
    challenges.place_told,
    store.nowhere,
    public.nothing_shown,
    public.place_unsaid,
    public.names_tell,
    origin.reachable,
    origin.internal_is_private,
    origin.internal_ports_meet,
)


def run(checks: Sequence[Check], draft: Draft) -> list[Problem]:
    """Everything that `checks` find in `draft`, with its place in the file."""
    found = (each for check in checks for each in check(draft))
    return [draft.tree.problem(each.loc, each.message, each.hint, at=each.at) for each in found]
