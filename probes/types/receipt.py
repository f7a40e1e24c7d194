"""The receipt for a picture behind a URL of ours: somebody asked for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Receipt:
    """One request for a picture: when, how, by whom, and what it was given.

    `at` is Unix time and `after` the seconds since the picture was laid out. `agent` and `address` are who it
    said it was and where it came from: bounded and printable, and not to be believed. `size` is the bytes of
    the body that were sent, `status` the status; a redirect on the way to the picture has a receipt too.
    `picture` tells the pictures of one ask apart, from 0 on.
    """

    at: float
    after: float
    method: str
    agent: str
    address: str
    size: int
    status: int
    picture: int = 0
