"""Changes of real files, told by events; nothing here waits for a fixed time."""

import asyncio
import contextlib
import shutil

import pytest

from monitor.config import watching
from monitor.config.content import digest
from monitor.config.watching import POLL_SECONDS, changes

PATIENCE = 20


class ConfigMap:
    """A mounted volume as the kubelet keeps it: the file is a link through `..data`, which is swapped."""

    def __init__(self, folder, content) -> None:
        self.folder = folder
        self.path = folder / "eyechart.yaml"
        self.generation = 0
        self.swap(content)
        self.path.symlink_to("..data/eyechart.yaml")

    def swap(self, content):
        """Write a new generation, rename the link over the old one, remove what was behind it."""
        old, self.generation = self.generation, self.generation + 1
        (self.folder / f"..{self.generation}").mkdir()
        (self.folder / f"..{self.generation}" / "eyechart.yaml").write_bytes(content)
        (self.folder / "..data_tmp").symlink_to(f"..{self.generation}")
        (self.folder / "..data_tmp").rename(self.folder / "..data")
        shutil.rmtree(self.folder / f"..{old}", ignore_errors=True)


def watch(path, known, poll_seconds=POLL_SECONDS):
    """The changes of `path`, whose last known content is `known`."""
    return contextlib.aclosing(changes(path, known=digest(known), poll_seconds=poll_seconds))


async def expecting(told):
    """The next change, waited for; when this returns, the watch is in place."""
    pending = asyncio.ensure_future(anext(told))
    await asyncio.sleep(0)
    assert not pending.done()
    return pending


async def arrives(pending):
    """What is told, if it is told at all."""
    return await asyncio.wait_for(pending, PATIENCE)


def test_each_swap_of_a_config_map_is_a_change(tmp_path):
    """Three swaps are three changes: a watch on the file itself would be deaf after the first."""

    async def scenario() -> None:
        volume = ConfigMap(tmp_path, b"first")
        async with watch(volume.path, b"first") as told:
            for content in (b"second", b"third", b"fourth"):
                pending = await expecting(told)
                volume.swap(content)
                assert await arrives(pending) == digest(content)

    asyncio.run(scenario())


def test_a_change_before_watching_is_told_at_once(tmp_path):
    """What changed between the reading of a configuration and the first look is not lost."""

    async def scenario() -> None:
        path = tmp_path / "eyechart.yaml"
        path.write_bytes(b"new")
        async with watch(path, b"old") as told:
            assert await arrives(anext(told)) == digest(b"new")

    asyncio.run(scenario())


def test_the_same_content_is_no_change(tmp_path):
    """Touching, rewriting and neighbours change nothing; the next real change is the next one told."""

    async def scenario() -> None:
        path = tmp_path / "eyechart.yaml"
        path.write_bytes(b"same")
        async with watch(path, b"same") as told:
            pending = await expecting(told)
            path.write_bytes(b"same")
            path.touch()
            (tmp_path / "neighbour").write_bytes(b"other")
            path.write_bytes(b"different")
            assert await arrives(pending) == digest(b"different")

    asyncio.run(scenario())


def test_an_editor_that_renames_is_seen_every_time(tmp_path):
    """Many editors write a new file and rename it over the old one."""

    async def scenario() -> None:
        path = tmp_path / "eyechart.yaml"
        path.write_bytes(b"0")
        async with watch(path, b"0") as told:
            for content in (b"1", b"2", b"3"):
                pending = await expecting(told)
                (tmp_path / ".eyechart.swp").write_bytes(content)
                (tmp_path / ".eyechart.swp").rename(path)
                assert await arrives(pending) == digest(content)

    asyncio.run(scenario())


def test_a_change_right_after_a_look_is_told(tmp_path, monkeypatch):
    """Others write whenever they like, also between our look at the file and our wait for events."""
    path = tmp_path / "eyechart.yaml"
    path.write_bytes(b"old")
    looks = []

    def look_and_lose(looked) -> str:
        seen = digest(looked.read_bytes())
        looks.append(seen)
        if len(looks) == 1:
            (tmp_path / "draft").write_bytes(b"new")
            (tmp_path / "draft").rename(path)
        return seen

    async def scenario() -> None:
        monkeypatch.setattr(watching, "_digest", look_and_lose)
        async with watch(path, b"old") as told:
            assert await arrives(anext(told)) == digest(b"new")

    asyncio.run(scenario())


def test_a_lost_file_is_a_change_and_so_is_its_return(tmp_path):
    """Whoever reloads finds out what is missing, and finds out when it is back, though it be the same."""

    async def scenario() -> None:
        path = tmp_path / "eyechart.yaml"
        path.write_bytes(b"same")
        async with watch(path, b"same") as told:
            pending = await expecting(told)
            path.unlink()
            assert await arrives(pending) == ""
            pending = await expecting(told)
            path.write_bytes(b"same")
            assert await arrives(pending) == digest(b"same")

    asyncio.run(scenario())


def test_polling_sees_what_sends_no_event_here(tmp_path):
    """A link into another folder changes without an event in its own: the regular look finds it."""

    async def scenario() -> None:
        (tmp_path / "watched").mkdir()
        target, link = tmp_path / "target.yaml", tmp_path / "watched" / "eyechart.yaml"
        target.write_bytes(b"old")
        link.symlink_to(target)
        async with watch(link, b"old", poll_seconds=0.05) as told:
            pending = await expecting(told)
            target.write_bytes(b"new")
            assert await arrives(pending) == digest(b"new")

    asyncio.run(scenario())


def test_polling_outlives_a_folder_that_is_not_there(tmp_path):
    """Without a folder there is nothing to watch; it is looked for until it comes."""

    async def scenario() -> None:
        path = tmp_path / "later" / "eyechart.yaml"
        async with watch(path, b"old", poll_seconds=0.05) as told:
            assert await arrives(anext(told)) == ""
            pending = await expecting(told)
            path.parent.mkdir()
            path.write_bytes(b"new")
            assert digest(b"new") == await arrives(pending) or digest(b"new") == await arrives(anext(told))

    asyncio.run(scenario())


def test_watching_ends_with_its_task(tmp_path):
    """A cancelled watch lets go at once, so that a daemon can stop."""

    async def scenario() -> None:
        path = tmp_path / "eyechart.yaml"
        path.write_bytes(b"same")
        async with watch(path, b"same") as told:
            pending = await expecting(told)
            pending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await arrives(pending)

    asyncio.run(scenario())
