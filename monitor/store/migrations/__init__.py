"""The revisions of the store's tables, and the home of Alembic, which brings a file to the newest.

Alembic is loaded only for a file that is not there yet: most starts spare its 11 MiB and tenth of a second.
"""

from pathlib import Path

from sqlalchemy import Engine

_FOLDER = str(Path(__file__).parent)
NEWEST = "0002"
"""The revision that this version writes."""


def known_revisions() -> frozenset[str]:
    """All revisions that this version can start from."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above

    return frozenset(script.revision for script in ScriptDirectory(_FOLDER).walk_revisions())


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest revision, in one transaction."""
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", _FOLDER.replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, NEWEST)
