"""Sends one harmless change through the whole pipeline, in the current folder, and prints what came of it as JSON."""
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "packages" / "executor"))
from executor import Execution  # noqa: E402


def main(arguments):
    if arguments != ["run"]:
        return "usage: smoke.py run"
    fault = os.environ.get("FAULT", "")
    path = "policies/rules.txt" if fault == "risky" else "docs/hello.md"
    result = Execution(".lonelycat", fault).run(path, "# Hello\n")
    print(json.dumps(result))
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
