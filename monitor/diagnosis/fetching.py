"""What receipts say of pictures that lie elsewhere and are read only where they stand in the request."""

from monitor.diagnosis.case import Case, share
from probes.fetching import Fetched

_FAR: dict[Fetched | None, str] = {
    None: "what lies elsewhere is not brought to the model",
    Fetched.NOBODY: "nobody came for it at its URL",
    Fetched.HEAD_ONLY: "its URL was asked for by HEAD, and nobody came for the picture",
    Fetched.REDIRECTED: "the redirect to it was not followed",
    Fetched.IN_PART: "not all of the pictures were fetched from their URLs",
    Fetched.GOT: "it was fetched from its URL, and lost after that",
}


def how_far(case: Case) -> str:
    """How far whoever came for the picture has got: what has to be mended lies behind that point."""
    seen = [each.fetched for each in case.same]
    if set(seen) == {Fetched.NOBODY} and any(each.late for each in case.same):
        return "who came for it at its URL came after the answer"
    if len(set(seen)) == 1:
        return _FAR[seen[0]]
    return f"it was fetched from its URL in {share(each is Fetched.GOT for each in seen)} requests"
