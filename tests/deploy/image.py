"""The shipped Dockerfile built without a daemon: buildah over a Debian base made here by mmdebstrap."""

import configparser
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.real import absent, require

ROOT = Path(__file__).parents[2]
_CACHE = ROOT / ".cache" / "image"
_BASE = "localhost/eyechart-base"
_IMAGE = "localhost/eyechart:test"
_PACKAGES = "python3,python3-venv,ca-certificates"
_LONGEST = 300.0

# What of the host's pip settings helps inside a build. The certificates go in as a secret of their own.
_PIP_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "retries")
_PIP_FILES = ("/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf")
_CA_NAMES = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")


@dataclass(frozen=True, slots=True)
class Image:
    """A built image: its configuration, the size of each layer, and its root, mounted."""

    config: dict[str, Any]
    layers: tuple[int, ...]
    root: Path


@contextlib.contextmanager
def built(folder: Path) -> Iterator[Image]:
    """The shipped Dockerfile as an image in a store of its own, which is gone when the block ends."""
    _demand_privilege()
    # `--storage-driver` and not its variable, which buildah 1.28 passes over beside `--root`. The driver that
    # copies is slow, but works on every file system, an overlay too.
    store = ("--root", folder / "store", "--runroot", folder / "run", "--storage-driver", "vfs")
    buildah = (require("buildah"), *store)
    try:
        _import_base(buildah, _base())
        _run(*buildah, "bud", "--quiet", *_build_options(folder), ROOT)
        described = json.loads(_run(*buildah, "inspect", "--type", "image", _IMAGE))
        manifest = json.loads(described["Manifest"])
        container = _run(*buildah, "from", "--pull-never", _IMAGE)
        root = Path(_run(*buildah, "mount", container))
        yield Image(described["Docker"]["config"], tuple(each["size"] for each in manifest["layers"]), root)
        _run(*buildah, "rm", "--all")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _demand_privilege() -> None:
    """A chroot build and a read-only root need mounts, and so CAP_SYS_ADMIN (bit 21)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    effective = re.search(r"^CapEff:\s*([0-9a-f]+)$", status, re.MULTILINE)
    if os.geteuid() != 0 or effective is None or not int(effective[1], 16) & 1 << 21:
        absent("this user may not mount, so buildah cannot run: no root with CAP_SYS_ADMIN")


def _base() -> Path:
    """A Debian with Python as a tar file, from the mirrors of this machine; kept for the next time."""
    sources = _apt_sources()
    content = "\0".join([_PACKAGES, *(file.read_text(encoding="utf-8") for file in sources)])
    kept = _CACHE / f"base-{hashlib.sha256(content.encode()).hexdigest()[:16]}.tar"
    if not kept.exists():
        shutil.rmtree(_CACHE, ignore_errors=True)
        _CACHE.mkdir(parents=True)
        fresh = kept.with_suffix(f".{os.getpid()}.tar")
        unused = [f"--dpkgopt=path-exclude=/usr/share/{part}/*" for part in ("doc", "man", "locale")]
        options = ["--quiet", "--variant=essential", f"--include={_PACKAGES}", *unused]
        _run(require("mmdebstrap"), *options, _suite(), fresh, *sources)
        fresh.rename(kept)
    return kept


def _suite() -> str:
    """The release this machine runs, such as `bookworm`; its keys are here to check the packages with."""
    release = Path("/etc/os-release").read_text(encoding="utf-8")
    if (found := re.search(r"^VERSION_CODENAME=(\w+)$", release, re.MULTILINE)) is None:
        absent("this machine is no Debian release, so there is no mirror for a base")
    return found[1]


def _apt_sources() -> list[Path]:
    """The files that tell apt where this release comes from; other vendors' are left out."""
    files = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    names = re.compile(rf"^(Suites:|deb .*)\s{_suite()}(\s|$)", re.MULTILINE)
    return [file for file in files if file.is_file() and names.search(file.read_text(encoding="utf-8"))]


def _import_base(buildah: tuple[str | Path, ...], archive: Path) -> None:
    container = _run(*buildah, "from", "scratch")
    _run(*buildah, "add", "--quiet", container, archive)
    _run(*buildah, "commit", "--quiet", "--rm", container, _BASE)


def _build_options(folder: Path) -> Iterator[str | Path]:
    """Format docker keeps the health check, which OCI does not know."""
    yield from ("--pull-never", "--format", "docker", "--isolation", "chroot", "--tag", _IMAGE)
    yield from ("--build-arg", f"BASE={_BASE}", "--build-arg", "VERSION=1.2.3")
    settings = _pip_settings()
    if authorities := settings.pop("cert", ""):
        yield from ("--secret", f"id=ca,src={authorities}")
        settings["cert"] = "/run/secrets/ca"
    written = folder / "pip.conf"
    written.write_text("\n".join(["[global]", *(f"{key} = {value}" for key, value in settings.items())]))
    yield from ("--secret", f"id=pip,src={written}")
    found = os.environ.get("PIP_FIND_LINKS", "")
    if Path(found).is_absolute() and Path(found).is_dir():
        yield from ("--volume", f"{found}:{found}:ro")


def _pip_settings() -> dict[str, str]:
    """How this machine's pip reaches its index: from its files, then from the environment."""
    files = [Path(name).expanduser() for name in (*_PIP_FILES, os.environ.get("PIP_CONFIG_FILE", ""))]
    parser = configparser.RawConfigParser()
    parser.read(file for file in files if file.is_file())
    said = dict(parser["global"]) if parser.has_section("global") else {}
    named = {key: os.environ.get(f"PIP_{key.upper().replace('-', '_')}", "") for key in _PIP_SETTINGS}
    authorities = next((os.environ[name] for name in _CA_NAMES if os.environ.get(name)), said.get("cert", ""))
    settings = {key: named[key] or said.get(key, "") for key in _PIP_SETTINGS}
    return {key: value for key, value in {**settings, "cert": authorities}.items() if value}


def _run(*command: str | Path) -> str:
    """What `command` prints; a failure tells what it said."""
    ran = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST, check=False)
    assert ran.returncode == 0, f"{' '.join(map(str, command))}\n{ran.stdout[-4000:]}\n{ran.stderr[-4000:]}"
    return ran.stdout.strip()
