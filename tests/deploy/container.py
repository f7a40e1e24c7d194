"""A container without a container engine: the image's own command on a read-only root, in its own namespaces.

`buildah run` cannot make the root read-only, so the kernel is asked directly: a mount namespace in which the
root is bound read-only, with the configuration, the state directory and /tmp mounted into it, and a process
namespace in which the command is number 1, as under an engine. The network is the host's, so that the test
reaches its loopback.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.deploy.image import Image
from tests.e2e.eyechart import Daemon
from tests.real import require

# $1 root, $2 configuration, $3 state, $4 uid:gid; then the environment and the command.
_INSIDE = """
set -eu
root=$1 config=$2 state=$3 user=$4
shift 4
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --bind "$config" "$root/etc/eyechart"
mount -o remount,bind,ro "$root/etc/eyechart"
mount --bind "$state" "$root/var/lib/eyechart"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs chroot --userspec="$user" --groups= "$root" env -i "$@"
"""
_START = 60.0
_STOP = 30.0


@dataclass(frozen=True, slots=True)
class Container:
    """A running container: the daemon in it, and its number as the host counts."""

    daemon: Daemon
    pid: int

    @property
    def root(self) -> Path:
        """The root directory as the daemon sees it, with its mounts."""
        return Path(f"/proc/{self.pid}/root")

    def status(self, name: str) -> list[str]:
        """A line of the kernel's account of the process, such as `Uid`."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(line.split()[1:] for line in lines if line.startswith(f"{name}:"))


@dataclass(frozen=True, slots=True)
class Place:
    """What a container is made of: the image and the two host folders that are mounted into it."""

    image: Image
    config: Path
    state: Path

    def ask(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run one command to its end in a container of its own."""
        return subprocess.run(
            self._isolated(command), capture_output=True, text=True, timeout=_START, check=False
        )

    @contextlib.contextmanager
    def running(self) -> Iterator[Container]:
        """The image's entry point and command, from when the daemon listens until the block ends."""
        command = [*self.image.config["Entrypoint"], *self.image.config["Cmd"]]
        process = subprocess.Popen(
            self._isolated(command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        daemon = Daemon(process)
        reader = threading.Thread(target=daemon.listen)
        reader.start()
        try:
            listening = daemon.wait(lambda event: event["event"] == "listening", within=_START)
            daemon.address = (listening["host"], listening["port"])
            (first,) = children(process.pid)
            yield Container(daemon, first)
        finally:
            # With number 1 goes its namespace. `unshare --kill-child` cannot see to it: the kernel forgets
            # that wish when a process changes its user.
            for child in children(process.pid):
                os.kill(child, signal.SIGKILL)
            process.kill()
            process.wait(_STOP)
            reader.join()
            assert process.stdout is not None
            process.stdout.close()

    def _isolated(self, command: Sequence[str]) -> list[str]:
        config = self.image.config
        script = ("sh", "-c", _INSIDE, "sh")
        places = (self.image.root, self.config, self.state, config["User"])
        namespaces = ("--mount", "--pid", "--fork", "--propagation", "private")
        return [require("unshare"), *namespaces, *script, *map(str, places), *config["Env"], *command]


def prepared(image: Image, folder: Path, config: str) -> Place:
    """A place for containers of `image`, with `config` as its configuration and an empty state directory."""
    place = Place(image, folder / "etc", folder / "state")
    for each in (place.config, place.state):
        each.mkdir(parents=True)
        each.chmod(0o755)
    shutil.chown(place.state, *map(int, image.config["User"].split(":")))
    (place.config / "eyechart.yaml").write_text(config)
    return place


def children(pid: int) -> list[int]:
    """The children of `pid`: one for what forks once, none when it has ended."""
    with contextlib.suppress(FileNotFoundError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
