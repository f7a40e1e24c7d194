"""What the environment says where the file does not: the store's place and the instance's name."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from monitor.config.scalars import INSTANCE

INSTANCE_VARIABLE = "EYECHART_INSTANCE"
_FILE = "eyechart.db"


def default_store(source: Path, environ: Mapping[str, str]) -> Path | None:
    """The store of the configuration file at `source`, or None where `environ` names no place for it.

    systemd's `StateDirectory=` belongs to one unit, so to one configuration. In a state directory of the user
    (XDG Base Directory 0.8: a relative one counts as unset) each configuration has a file of its own, named
    after its path. That path follows the symlinks of the folder but not of the file: the kubelet puts
    another link in the place of a mounted ConfigMap's file with every change, and the memory would be lost.
    """
    if first := environ.get("STATE_DIRECTORY", "").split(":")[0]:
        return Path(first) / _FILE
    state = _state(environ)
    if state is None:
        return None
    own = source.parent.resolve() / source.name
    return state / "eyechart" / f"{hashlib.sha256(bytes(own)).hexdigest()[:12]}.db"


def default_instance(environ: Mapping[str, str]) -> str:
    """The name of this shard or pod by `EYECHART_INSTANCE`, which the Downward API can fill in.

    Raises:
        InvalidValueError: it is no name. To pass it over would let two replicas ask the same.
    """
    found = environ.get(INSTANCE_VARIABLE, "")
    return INSTANCE(found) if found else ""


def _state(environ: Mapping[str, str]) -> Path | None:
    for name, below in (("XDG_STATE_HOME", ""), ("HOME", ".local/state")):
        folder = Path(environ.get(name, ""))
        if folder.is_absolute():
            return folder / below
    return None
