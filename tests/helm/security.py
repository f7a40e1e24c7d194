"""The restricted profile of Kubernetes' Pod Security Standards, field by field, as of 1.33."""

from collections.abc import Iterator
from typing import Any

Spec = dict[str, Any]

_VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
_HOST = ("hostNetwork", "hostPID", "hostIPC", "hostUsers")


def violations(pod: Spec, container: Spec) -> Iterator[str]:
    """What the profile, and our own wish for a read-only root, would object to in `container` of `pod`."""
    outer, inner = pod.get("securityContext", {}), container.get("securityContext", {})
    both = {**outer, **inner}
    wanted = {
        "runAsNonRoot": both.get("runAsNonRoot") is True,
        "runAsUser": both.get("runAsUser", 0) > 0,
        "seccompProfile": both.get("seccompProfile", {}).get("type") == "RuntimeDefault",
        "allowPrivilegeEscalation": inner.get("allowPrivilegeEscalation") is False,
        "privileged": not inner.get("privileged"),
        "capabilities": inner.get("capabilities") == {"drop": ["ALL"]},
        "readOnlyRootFilesystem": inner.get("readOnlyRootFilesystem") is True,
        "procMount": inner.get("procMount", "Default") == "Default",
        "sysctls": not outer.get("sysctls"),
        "ports": not any("hostPort" in port for port in container.get("ports", ())),
        **{name: not pod.get(name) for name in _HOST},
        **{f"volume {volume['name']}": _allowed(volume) for volume in pod.get("volumes", ())},
    }
    return (name for name, held in wanted.items() if not held)


def _allowed(volume: Spec) -> bool:
    return volume.keys() - {"name"} <= _VOLUMES
