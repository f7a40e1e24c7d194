"""Where memory is kept: what the file says, and the default place that the environment gives."""

import hashlib
from pathlib import Path

import pytest

from monitor.config import ConfigError, Keeping, parse
from monitor.config.places import default_store
from monitor.config.schema.fields import DAY

TEXT = "gateways:\n  main: {base_url: https://gateway.example/v1}\nroutes: [{gateway: main, model: m}]\n"
HOME = {"HOME": "/home/me"}


def parsed(line="", *, source=Path("/etc/eyechart/f.yaml"), environ=HOME):
    """The configuration with `line` in it."""
    return parse(f"{TEXT}{line}\n", source=source, environ=environ)


def named(source):
    """The file name that the configuration at `source` gives its store."""
    return hashlib.sha256(source.encode()).hexdigest()[:12] + ".db"


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"STATE_DIRECTORY": "/var/lib/eyechart", "XDG_STATE_HOME": "/x", **HOME}, None),
        ({"STATE_DIRECTORY": "/var/lib/eyechart:/var/lib/other"}, None),
        ({"XDG_STATE_HOME": "/state", **HOME}, "/state/eyechart"),
        ({"STATE_DIRECTORY": "", "XDG_STATE_HOME": "", **HOME}, "/home/me/.local/state/eyechart"),
        ({"XDG_STATE_HOME": "relative", **HOME}, "/home/me/.local/state/eyechart"),
        (HOME, "/home/me/.local/state/eyechart"),
    ],
)
def test_the_default_place(tmp_path, environ, folder):
    """Systemd's folder for the unit, else the user's for state, with a file for each configuration."""
    source = tmp_path / "f.yaml"
    expected = Path(folder) / named(str(source)) if folder else Path("/var/lib/eyechart/eyechart.db")
    assert parsed(source=source, environ=environ).store == Keeping(expected, asked_for=False)


@pytest.mark.parametrize("environ", [{}, {"HOME": ""}, {"HOME": "me", "XDG_STATE_HOME": "."}])
def test_no_place_at_all_is_a_warning(environ):
    """A container without a home has no memory and says so, unless the file speaks of it."""
    config = parsed(environ=environ)
    assert config.store is None
    assert [(each.key, each.message) for each in config.warnings] == [
        ("store", "nothing is remembered over a restart: the environment names no place for it")
    ]
    assert parsed("store: off", environ=environ).warnings == ()
    assert parsed("store: {path: a.db}", environ=environ).warnings == ()


def test_a_configmap_keeps_its_memory(tmp_path):
    """The kubelet swaps the links behind the file; a linked folder is the same folder."""
    mount, link = tmp_path / "mount", tmp_path / "link"
    link.symlink_to(mount)
    seen = set()
    for version in ("..1", "..2"):
        (mount / version).mkdir(parents=True)
        (mount / version / "f.yaml").touch()
        (mount / "..data").unlink(missing_ok=True)
        (mount / "..data").symlink_to(version)
        (mount / "f.yaml").unlink(missing_ok=True)
        (mount / "f.yaml").symlink_to("..data/f.yaml")
        seen |= {default_store(folder / "f.yaml", HOME) for folder in (mount, link)}
    assert len(seen) == 1
    assert default_store(mount / "g.yaml", HOME) not in seen


def test_the_place_does_not_depend_on_where_one_stands(tmp_path, monkeypatch):
    """`eyechart run f.yaml` and `eyechart run /etc/f.yaml` remember in one file."""
    monkeypatch.chdir(tmp_path)
    assert default_store(Path("f.yaml"), HOME) == default_store(tmp_path / "f.yaml", HOME)


def test_a_store_that_was_asked_for():
    """A path starts at the file's folder and has its place in the file; the rest keeps its default."""
    store = parsed("store: {path: state/my.db, keep_failures: 30d}").store
    assert store == Keeping(Path("/etc/eyechart/state/my.db"), 2 * DAY, 30 * DAY, asked_for=True)
    assert store.mark == (4, 15)
    assert parsed("store: {path: /srv/my.db}").store.path == Path("/srv/my.db")


def test_other_spans_in_the_default_place():
    """Who only says how long has not said where, and is not stopped by a place that cannot be used."""
    store = parsed("store: {keep_passes: 7d}").store
    assert (store.keep_passes, store.keep_failures, store.asked_for) == (7 * DAY, 90 * DAY, False)
    assert store.mark == (0, 0)


def test_off():
    """Nothing is remembered where nobody wants it."""
    assert parsed("store: off").store is None


@pytest.mark.parametrize("value", ["", "on", "false", "null", "eyechart.db", "[]", "1"])
def test_what_is_no_store(value):
    """Neither emptiness nor a near word switches memory off, and a bare path is told how to be written."""
    with pytest.raises(
        ConfigError, match=r"store: must be off or a mapping; for example \{path: eyechart.db"
    ):
        parsed(f"store: {value}")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (":memory:", "remembers nothing"),
        ("file::memory:?cache=shared", "remembers nothing"),
        ("file:/tmp/x.db", "is a URL"),
        ("postgresql://eyechart:hunter2@db/x", "is a URL"),
        ("/tmp", "is a folder"),
        ("/", "is a folder"),
        ("not-there/", "is a folder"),
    ],
)
def test_paths_that_are_no_file(path, message):
    """What SQLite would take for something else, or could not open, is refused without repeating a URL."""
    with pytest.raises(ConfigError, match=rf"f\.yaml:4:15: store\.path: .*{message}") as caught:
        parsed(f"store: {{path: '{path}'}}")
    assert "hunter2" not in str(caught.value)


def test_a_path_that_cannot_be_looked_at_is_left_to_whoever_opens_it():
    """A name that no file system takes is not called a folder, and raises nothing."""
    path = "x" * 1000
    assert parsed(f"store: {{path: {path}}}").store.path.name == path


@pytest.mark.parametrize(
    ("spans", "problem"),
    [
        ("keep_passes: 1d, keep_failures: 1d", None),
        ("keep_passes: 90d, keep_failures: 400d", None),
        ("keep_passes: 90d", None),
        ("keep_failures: 36h", "keep_failures: 1d12h is less than keep_passes, 2d; failures are kept"),
        ("keep_passes: 23h", "keep_passes: must be between 1d and 90d"),
        ("keep_passes: 90d1s", "keep_passes: must be between 1d and 90d"),
        ("keep_failures: 401d", "keep_failures: must be between 1d and 400d"),
    ],
)
def test_how_long(spans, problem):
    """Both spans have bounds, and failures outlive passes."""
    if problem is None:
        assert parsed(f"store: {{{spans}}}").store
    else:
        with pytest.raises(ConfigError, match=problem):
            parsed(f"store: {{{spans}}}")


def test_the_other_mistakes_of_a_faulty_store_are_told():
    """A wrong span does not hide the path of a folder."""
    with pytest.raises(ConfigError) as caught:
        parsed("store: {path: /tmp, keep_passes: 1s, keep: 2}")
    assert {each.key for each in caught.value.problems} == {"store.path", "store.keep_passes", "store.keep"}


def test_the_pods_name_comes_by_the_environment():
    """The Downward API gives a pod its own name; the file, which all pods share, outranks it."""
    named = parsed(environ={"EYECHART_INSTANCE": "gateway-7c9f-x2"})
    told = parsed("instance: pod-1", environ={"EYECHART_INSTANCE": "gateway-7c9f-x2"})

    assert (named.instance, told.instance) == ("gateway-7c9f-x2", "pod-1")
    assert parsed(environ={}).instance == ""


def test_a_pods_name_that_is_none_is_refused():
    """To pass it over would let two replicas ask the same."""
    with pytest.raises(ConfigError, match="EYECHART_INSTANCE: must be at most 253 letters"):
        parsed(environ={"EYECHART_INSTANCE": "two words"})
