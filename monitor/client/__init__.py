"""The HTTP client: the one home of httpx, and of aiohttp as the transport below it.

- `sending` is the way of one request; read it first
- `outgoing` makes the request, `reading` takes in the answer, both within `bounds`
- `signing` signs what goes out where AWS wants that
- `lanes` holds the transports, made with `tls` and `resolver`
- `progress` keeps the clock and the deadline of an exchange
- `causes` is the one table from what broke to the kind of failure
"""

from monitor.client.bounds import Limits, Timeouts
from monitor.client.sending import Client

__all__ = ["Client", "Limits", "Timeouts"]
