"""Whether every secret can be read now. What is read is not kept."""

from collections.abc import Iterator

from monitor.config.checks.found import Found
from monitor.config.draft import Draft
from monitor.config.problems import shown
from monitor.config.schema import AwsEntry, SecretEntry
from monitor.config.tree import Loc
from monitor.safety.secret import Secret, SecretError


def readable(draft: Draft) -> Iterator[Found]:
    """Each secret that the file names is there and not empty, and those for headers fit into one."""
    for loc, entry, sent in _entries(draft):
        secret = entry.secret(draft.folder)
        place = (*loc, "env" if entry.env else "file")
        try:
            value = secret.read()
        except SecretError as error:
            yield Found(place, _why_unread(secret, error.__cause__))
            continue
        if sent and not (value.isascii() and value.isprintable()):
            yield Found(place, "the secret holds line breaks or characters that no header can carry")


def _entries(draft: Draft) -> Iterator[tuple[Loc, SecretEntry, bool]]:
    """Every secret of the file, its place, and whether it travels in a header."""
    if draft.file.secret:
        yield ("secret",), draft.file.secret, False
    for loc, gateway in draft.endpoints():
        if gateway.api_key:
            yield (*loc, "api_key"), gateway.api_key, True
        if gateway.aws:
            yield from _of_aws((*loc, "aws"), gateway.aws)
        for header, value in gateway.headers.items():
            if isinstance(value, SecretEntry):
                yield (*loc, "headers", header), value, True


def _of_aws(loc: Loc, aws: AwsEntry) -> Iterator[tuple[Loc, SecretEntry, bool]]:
    """The key that signs stays here; its id, and the token, travel in headers."""
    yield (*loc, "access_key_id"), aws.access_key_id, True
    yield (*loc, "secret_access_key"), aws.secret_access_key, False
    if aws.session_token:
        yield (*loc, "session_token"), aws.session_token, True


def _why_unread(secret: Secret, cause: BaseException | None) -> str:
    """The folder but not the file is named: a key pasted in place of its path must not be repeated."""
    if secret.file is None:
        return f"environment variable {secret.env} is not set or empty"
    if isinstance(cause, OSError) and cause.strerror:
        return (
            f"the secret file cannot be read: {cause.strerror.lower()}, in {shown(str(secret.file.parent))}"
        )
    return "the secret file is not text" if cause else "the secret file is empty"
