"""One run, spelled out for a person: asked, answered, expected, seen, decided. Secrets are masked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from monitor.asking.exchange import Exchange
from monitor.asking.recording import headers_of, masked_body, redactor_of, url_of
from monitor.asking.run import Run
from monitor.diagnosis import HEAD, Diagnosis
from monitor.probe import Gateway, Probe
from monitor.result import Result
from monitor.safety.plain import plain
from probes.types import Failure, Receipt, Response

_SHOWN_BODY = 4_000
_SHOWN_DATA = 48
_SHOWN_HEADER = 200
_MAX_HEADERS = 40


def explain(run: Run, gateway: Gateway) -> str:
    """The run as text of many short lines."""
    redactor = redactor_of(gateway)
    return "\n".join(redactor.text(line) for line in _lines(run, gateway)) + "\n"


def explain_cause(probe: Probe, found: Diagnosis) -> str:
    """A diagnosis as lines: the cause, what shows it, and the table of what was asked, in even columns."""
    rows = [HEAD, *found.rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    table = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    name, shown = " / ".join(probe.id), plain(found.comparison, limit=_SHOWN_BODY)
    lines = (f"{name}, diagnosis", f"  cause     {found.cause}", f"  shown by  {shown}")
    return "\n".join((*lines, *(f"    {line.rstrip()}" for line in table))) + "\n"


def _lines(run: Run, gateway: Gateway) -> Iterator[str]:
    result = run.result
    verdict = result.verdict
    yield f"{result.route} / {result.probe}, {result.arm} arm, attempt {result.number}, seed {result.seed}"
    if run.exchange is not None:
        yield from _request(run.exchange, gateway)
        yield from _answer(run.exchange.answer)
        yield from _visits(run.exchange.receipts or ())
        yield f"  expected  {result.expected}" if result.arm != "control" else "  expected  NO_IMAGE"
        yield f"  seen      {result.reply or result.detail or '(nothing)'}"
        yield f"  cost      {_cost(result)}"
    for finding in verdict.findings:
        mark = "ok " if finding.passed else "NOT"
        seen = plain(finding.seen, limit=300)
        yield f"  {mark} {finding.check}: expected {plain(finding.expected, limit=300)}; seen {seen}"
    yield f"  verdict   {verdict.outcome}: {verdict.reason}"


def _cost(result: Result) -> str:
    """US dollars, on whose word, and for which tokens."""
    usage = result.usage
    counts = () if usage is None else (("in", usage.prompt), ("out", usage.completion))
    tokens = [f"{count} {name}" for name, count in counts if count is not None]
    tokens += [f"{usage.reasoning} of them thought"] if usage is not None and usage.reasoning else []
    counted = f"; tokens {', '.join(tokens)}" if tokens else ""
    return f"{result.cost_usd:.6f} USD, {result.cost_source or 'nothing sent'}{counted}"


def _request(done: Exchange, gateway: Gateway) -> Iterator[str]:
    yield f"  request   {done.request.method} {url_of(done, gateway)}"
    yield from _headers(headers_of(done, gateway))
    body = json.dumps(_abbreviated(masked_body(done, {})), ensure_ascii=False)
    yield f"    {plain(body, limit=_SHOWN_BODY)}"


def _answer(answer: Response | Failure) -> Iterator[str]:
    seconds = f"{answer.timings.total:.3f} s"
    if isinstance(answer, Failure):
        yield f"  failure   {answer.kind} after {seconds}: {plain(answer.detail)}"
        return
    broken = "" if answer.complete else f", broken off: {plain(answer.broken)}"
    yield f"  response  HTTP {answer.status} in {seconds}{broken}"
    yield from _headers(answer.headers)
    yield f"    {plain(answer.body[:_SHOWN_BODY].decode(errors='replace'), limit=_SHOWN_BODY)}"


def _visits(receipts: Iterable[Receipt]) -> Iterator[str]:
    """Who came for the pictures behind URLs of ours, one line each."""
    for visit in receipts:
        came = f"{visit.method} {visit.status}, {visit.size} bytes, after {visit.after:.3f} s"
        yield f"  visit     {came}, from {visit.address or '?'} by {visit.agent or '?'}"


def _headers(headers: Mapping[str, str]) -> Iterator[str]:
    for name, value in list(headers.items())[:_MAX_HEADERS]:
        yield f"    {plain(name, limit=100)}: {plain(value, limit=_SHOWN_HEADER)}"


def _abbreviated(value: Any) -> Any:
    """`value` with long data URLs cut: the seed draws the picture again."""
    if isinstance(value, dict):
        return {key: _abbreviated(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_abbreviated(item) for item in value]
    if isinstance(value, str) and value.startswith("data:") and len(value) > _SHOWN_DATA:
        return f"{value[:_SHOWN_DATA]}… ({len(value)} characters)"
    return value
