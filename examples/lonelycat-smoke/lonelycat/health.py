"""Exits with 0 if the service says that it can work."""
import json
import os
import sys
import urllib.request

ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT', '5173')}/health"


def main():
    try:
        with urllib.request.urlopen(ADDRESS, timeout=5) as answer:
            status = json.load(answer)["status"]
    except (OSError, ValueError, KeyError) as error:
        return f"{ADDRESS}: {error}"
    return None if status == "ok" else f"{ADDRESS}: status {status}"


if __name__ == "__main__":
    sys.exit(main())
