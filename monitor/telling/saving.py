"""Runs as folders, one each, fit for a vendor's ticket: a page to read, a body to send again, what came, why.

Nothing in them is secret: credentials are masked, and stand as shell variables where one has to put them in.
"""

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from monitor.asking.exchange import Exchange
from monitor.asking.recording import (
    headers_of,
    images_of,
    masked_body,
    record_of,
    redactor_of,
    sent_bytes,
    shown_headers,
    url_of,
)
from monitor.asking.run import Run, in_order
from monitor.client.signing import SERVICE
from monitor.diagnosis import Diagnosis
from monitor.probe import Aws, Gateway, Probe
from monitor.safety.plain import plain
from monitor.safety.redaction import MASK
from monitor.site import ticket
from monitor.telling.evidence import evidence_of
from monitor.telling.report import document, expected
from probes.protocols import PROTOCOLS
from probes.reasons import Outcome
from probes.types import Failure, TextPart

_LONGEST_NAME = 80
_MOST_BYTES = 1_000_000
_KEY = "$API_KEY"


class SaveError(Exception):
    """A folder that cannot be used, by its path."""


def prepared(folder: Path) -> Path:
    """`folder`, made where it is not there yet.

    Raises:
        SaveError: it holds something already, or cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if next(folder.iterdir(), None) is not None:
            raise SaveError(f"{folder} is not empty: name another folder, or empty it")
    except OSError as error:
        raise SaveError(f"cannot make {folder}: {error.strerror}") from error
    return folder


def save(
    folder: Path,
    probe: Probe,
    runs: Sequence[Run],
    *,
    found: Diagnosis | None = None,
    instance: str = "",
) -> list[Path]:
    """Write a folder inside `folder` for each of the runs that did not pass, and return them.

    `found` is the diagnosis of the failure of the image arm.

    Raises:
        SaveError: something cannot be written.
    """
    made = []
    for run in in_order(runs):
        if run.exchange is None or run.result.verdict.outcome is Outcome.PASS:
            continue
        own = _own(folder, run)
        try:
            own.mkdir()
            for name, text in _files(probe, run, runs, found, instance).items():
                (own / name).write_text(text, encoding="utf-8")
        except OSError as error:
            raise SaveError(f"cannot write {own}: {error.strerror}") from error
        made.append(own)
    return made


def _own(folder: Path, run: Run) -> Path:
    """A path that is not there yet, named for the run in letters that every system takes."""
    result = run.result
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{result.route}-{result.probe}-{result.arm}")[:_LONGEST_NAME]
    name = name.strip(".-") or "run"
    taken = (folder / (name if number == 1 else f"{name}-{number}") for number in range(1, 10_000))
    return next(path for path in taken if not path.exists())


def _files(
    probe: Probe, run: Run, runs: Sequence[Run], found: Diagnosis | None, instance: str
) -> Mapping[str, str]:
    done, gateway = run.exchange, probe.route.gateway
    if done is None:
        raise TypeError("nothing was asked, so there is nothing to save")
    redactor = redactor_of(gateway)
    result = run.result
    record = result.record or record_of(done, probe, instance)
    beside = [other for other in in_order(runs) if other is not run]
    page = ticket.Ticket(
        result=result,
        record=record,
        pictures=tuple(zip(images_of(done), sent_bytes(done), strict=True)),
        question=_words(done, "user"),
        system=_words(done, "system"),
        repeat=repeat(done, gateway),
        beside=tuple(ticket.Arm(other.result, expected(other.result)) for other in beside),
        found=found,
    )
    findings = {
        **evidence_of(result),
        "beside": [document(other.result) for other in beside],
        "diagnosis": asdict(found) if found is not None else None,
    }
    return {
        "report.html": redactor.text(ticket.page(page)),
        "request.json": redactor.text(json.dumps(masked_body(done, {}), indent=1)) + "\n",
        "response.txt": redactor.text(_response(done)),
        "findings.json": redactor.text(json.dumps(findings, indent=1)) + "\n",
    }


def _words(done: Exchange, role: str) -> str:
    """All that was said in words by one side."""
    said = (message.parts for message in done.ask.messages if message.role == role)
    return "\n".join(part.text for parts in said for part in parts if isinstance(part, TextPart))


def repeat(done: Exchange, gateway: Gateway) -> str:
    """A shell command that sends `request.json` as it was sent. Secrets are variables in it."""
    return " \\\n  ".join(_curl(done, gateway))


def _curl(done: Exchange, gateway: Gateway) -> Iterator[str]:
    yield f"curl -sS -i -X {done.request.method} {shlex.quote(url_of(done, gateway))}"
    sent = headers_of(done, gateway)
    sent.pop("(credential)", None)
    for name, value in sent.items():
        if value == MASK:
            yield f'-H "{plain(name)}: ${re.sub("[^A-Z0-9]", "_", name.upper())}"'
        else:
            yield f"-H {shlex.quote(plain(f'{name}: {value}'))}"
    if gateway.api_key is not None:
        for name, value in PROTOCOLS[gateway.protocol].authorise(_KEY, gateway.dialect).items():
            yield f'-H "{name}: {value}"'
    if gateway.aws is not None:
        yield from _signing(gateway.aws)
    yield "--data-binary @request.json"


def _signing(aws: Aws) -> Iterator[str]:
    """How curl signs a request by itself; it reads the credentials where AWS's own tools do."""
    yield f"--aws-sigv4 {shlex.quote(f'aws:amz:{aws.region}:{SERVICE}')}"
    yield '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"'
    if aws.session_token is not None:
        yield '-H "x-amz-security-token: $AWS_SESSION_TOKEN"'


def _response(done: Exchange) -> str:
    """What came, line by line; what could act on a terminal appears as an escape."""
    answer = done.answer
    if isinstance(answer, Failure):
        return f"no answer: {plain(f'{answer.kind}: {answer.detail}')}\n"
    body = answer.body[:_MOST_BYTES].decode(errors="replace")
    cut = [f"({len(answer.body)} bytes in all)"] if len(answer.body) > _MOST_BYTES else []
    broken = [f"(broken off: {answer.broken})"] if not answer.complete else []
    headers = (f"{name}: {value}" for name, value in shown_headers(answer.headers).items())
    lines = [f"HTTP {answer.status}", *headers, "", *body.splitlines(), *cut, *broken]
    return "".join(f"{plain(line, limit=_MOST_BYTES)}\n" for line in lines)
