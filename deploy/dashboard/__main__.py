"""`python -m deploy.dashboard`: write the dashboard's file, or with `--check` say that it is stale."""

import argparse
import sys
from pathlib import Path

from deploy.dashboard.page import rendered

FILE = Path(__file__).parents[2] / "helm" / "eyechart" / "dashboards" / "eyechart.json"


def main() -> int:
    """0 when the file is current, or is now."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        FILE.write_text(rendered())
    elif FILE.read_text() != rendered():
        sys.stderr.write(f"{FILE.name} is stale: run `make docs`\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
