"""What the store says when it cannot. Here, so that those who only wait for it need no SQL."""


class StoreError(Exception):
    """The store could not be opened, read or written. The message names the path and what to do."""


class RefusedError(StoreError):
    """The store is well, but it cannot hold this: trying the same again would fail again."""
