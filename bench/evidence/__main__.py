"""Measures, writes `EVIDENCE.md`, and fails where a claim does not hold.

make evidence
PYTHONPATH=bench .venv/bin/python -m evidence [--quick | --share X] [--seed TEXT] [--json] [--only PART]
"""

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

from evidence.document import figures, written
from evidence.parts import PARTS, measured
from evidence.shape import Section, Size, yes

DOCUMENT = Path(__file__).parents[2] / "EVIDENCE.md"
QUICK = 0.01


def main() -> int:
    """Measure; 1 if a claim does not hold."""
    options = _options()
    begun = time.monotonic()
    size = Size(QUICK if options.quick else options.share, options.seed)
    sections = measured(size, only=tuple(options.only))
    if options.json:
        print(json.dumps(_document(sections)))
    elif options.quick or options.only:
        print(_told(sections))
    else:
        DOCUMENT.write_text(written(size, sections), encoding="utf-8")
        print(_told(sections))
    print(f"took {time.monotonic() - begun:.0f} s", file=sys.stderr)
    return 0 if all(claim.holds for section in sections for claim in section.claims) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make evidence", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a hundredth of it; prints, writes no file")
    parser.add_argument("--share", type=float, default=1.0, help="of the trials of the long version")
    parser.add_argument("--seed", default="1", help="the root of all chance")
    parser.add_argument("--json", action="store_true", help="print one JSON object, write no file")
    parser.add_argument("--only", action="append", default=[], choices=PARTS, help="these parts; no file")
    return parser.parse_args()


def _document(sections: list[Section]) -> dict[str, object]:
    claims = [asdict(claim) for section in sections for claim in section.claims]
    return {"claims": claims, **figures(sections)}


def _told(sections: list[Section]) -> str:
    claims = [claim for section in sections for claim in section.claims]
    return "\n".join(f"{yes(claim.holds):6} {claim.claim}: {claim.figure}" for claim in claims)


if __name__ == "__main__":
    sys.exit(main())
