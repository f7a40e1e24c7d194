"""The image: the shipped Dockerfile is built, and what it makes runs where nothing may be written."""

import errno
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.container import Container, Place, prepared
from tests.deploy.image import Image, built
from tests.e2e.programs import free_port, until
from tests.e2e.simulated import Simulator, simulated

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("image"), pytest.mark.timeout(600)]

_USER = 65532
_OWN_LAYERS = 150 * 2**20
_DRAIN = 25.0
_CONFIG = """
listen: 127.0.0.1:{port}
defaults: {{interval: 5s, timeout: 4s}}
gateways: {{main: {{base_url: "{gateway}/v1"}}}}
routes: [{{name: captions, gateway: main, model: gpt-4o}}]
"""


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """The image, built once."""
    with built(tmp_path_factory.mktemp("image")) as made:
        yield made


@pytest.fixture(scope="module")
def gateway() -> Iterator[Simulator]:
    """A simulated gateway on the host's loopback."""
    with simulated() as running:
        yield running


@pytest.fixture(scope="module")
def place(image: Image, gateway: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Where the container and the commands beside it run."""
    return prepared(image, tmp_path_factory.mktemp("container"), _config(gateway))


def _config(gateway: Simulator) -> str:
    return _CONFIG.format(port=free_port(), gateway=gateway.url)


@pytest.fixture(scope="module")
def container(place: Place) -> Iterator[Container]:
    """A running container that has read its first picture."""
    with place.running() as running:
        until(
            lambda: sum(running.daemon.series("probe_runs_total", outcome="pass").values()),
            within=60,
            told=lambda: running.daemon.log,
        )
        yield running


def test_the_image_says_how_it_is_to_be_run(image: Image) -> None:
    """A numbered user, no shell, the state as a volume, a port, a health check, a version."""
    config = image.config

    assert config["User"] == f"{_USER}:{_USER}"
    assert (config["Entrypoint"], config["Cmd"]) == (
        ["eyechart"],
        ["run", "-c", "/etc/eyechart/eyechart.yaml"],
    )
    assert set(config["Volumes"]) == {"/var/lib/eyechart"}
    assert "STATE_DIRECTORY=/var/lib/eyechart" in config["Env"]
    assert set(config["ExposedPorts"]) == {"10275/tcp"}
    assert config["Healthcheck"]["Test"][0] == "CMD"
    assert config["Labels"]["org.opencontainers.image.version"] == "1.2.3"


def test_the_image_carries_no_tool_to_build_with_and_no_setting_of_the_builder(image: Image) -> None:
    """No pip, no source tree, no pip configuration or secret; what it adds to its base is bounded."""
    site = next((image.root / "opt/eyechart/lib").glob("python3*/site-packages"))

    assert {"monitor", "probes", "simgateway"} <= {entry.name for entry in site.iterdir()}
    assert not {"pip", "hatchling", "setuptools", "pytest"} & {entry.name for entry in site.iterdir()}
    assert not [name for name in ("src", "opt/build", "etc/pip.conf") if (image.root / name).exists()]
    assert sum(image.layers[1:]) < _OWN_LAYERS


def test_every_module_is_compiled_so_that_none_is_at_each_start(image: Image) -> None:
    """A read-only root keeps no bytecode; the image brings it for each of our files, whatever their times."""
    site = next((image.root / "opt/eyechart/lib").glob("python3*/site-packages"))
    sources = [
        file for package in ("monitor", "probes", "simgateway") for file in (site / package).rglob("*.py")
    ]
    compiled = [next((file.parent / "__pycache__").glob(f"{file.stem}.*.pyc")) for file in sources]

    # PEP 552: bit 0 says that a hash stands there in place of a time, bit 1 that the source is not looked at.
    assert len(compiled) > 100
    assert {int.from_bytes(file.read_bytes()[4:8], "little") for file in compiled} == {1}


def test_it_runs_as_nobody_and_can_become_nobody_else(container: Container) -> None:
    """User and group 65532 without other groups or capabilities, as the first process."""
    assert container.status("Uid") == container.status("Gid") == [str(_USER)] * 4
    assert container.status("Groups") == []
    assert int(container.status("CapEff")[0], 16) == 0
    assert container.status("NoNewPrivs") == ["1"]
    assert container.status("NSpid")[-1] == "1"


@pytest.mark.parametrize("folder", ["", "etc", "etc/eyechart", "opt/eyechart", "usr", "var/lib", "var/tmp"])
def test_its_root_cannot_be_written(container: Container, folder: str) -> None:
    """Not even root may write there: the file system is read-only, and not only its permissions."""
    with pytest.raises(OSError, match="Read-only") as refused:
        (container.root / folder / "written").touch()

    assert refused.value.errno == errno.EROFS


def test_it_answers_and_probes(container: Container) -> None:
    """On a read-only root it is ready, and a picture sent from there is read."""
    assert container.daemon.get("/readyz").status == 200
    assert container.daemon.get("/livez").status == 200
    assert sum(container.daemon.series("probe_runs_total", outcome="fail").values()) == 0


def test_it_remembers_in_its_state_directory_alone(container: Container, place: Place) -> None:
    """The store is a file of the daemon's own under /var/lib/eyechart, and lies open to nobody else."""
    files = {file.name: file.stat() for file in place.state.iterdir()}

    assert [name for name in files if name.endswith((".db", ".sqlite", ".sqlite3"))]
    assert {(each.st_uid, each.st_gid) for each in files.values()} == {(_USER, _USER)}
    assert not list((container.root / "tmp").iterdir())


def test_the_health_check_tells_a_live_daemon_from_none(container: Container, place: Place) -> None:
    """The image's own check at the port of this test: 0 while the daemon answers, 1 where none does."""
    _, *check = place.image.config["Healthcheck"]["Test"]

    def checked(port: int) -> int:
        return place.ask([part.replace("10275", str(port)) for part in check]).returncode

    assert checked(container.daemon.address[1]) == 0
    assert checked(free_port()) == 1


def test_the_other_commands_run_there_too(place: Place) -> None:
    """`check` and `rules` need no more than `run`."""
    for arguments in (["check", "/etc/eyechart/eyechart.yaml"], ["rules"]):
        ran = place.ask([*place.image.config["Entrypoint"], *arguments])
        assert ran.returncode == 0, ran.stderr


def test_sigterm_ends_it_well_within_the_drain(image: Image, gateway: Simulator, tmp_path: Path) -> None:
    """The image's stop signal, sent to the first process as an engine does: exit 0."""
    with prepared(image, tmp_path, _config(gateway)).running() as running:
        os.kill(running.pid, signal.Signals[image.config["StopSignal"]])

        assert running.daemon.process.wait(_DRAIN) == 0
        assert [event for event in running.daemon.events if event["event"] == "stopping"]
