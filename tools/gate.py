#!/usr/bin/env python3
"""The last job of the checks: well when every job before it was well. One name for the rule that protects main."""

import json
import os
import sys

#: What a job may end with: skipped are those that a push to main does not need.
GOOD = ("success", "skipped")


def main() -> int:
    """Read the results from NEEDS; returns the exit code."""
    try:
        needs = json.loads(os.environ.get("NEEDS", ""))
        results = {str(name): str(job["result"]) for name, job in needs.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        print("gate: NEEDS must hold the results of the jobs as JSON", file=sys.stderr)
        return 2
    bad = [f"{name} ended with {result}" for name, result in results.items() if result not in GOOD]
    skipped_all = not results or all(result == "skipped" for result in results.values())
    for sentence in bad:
        print(f"gate: {sentence}", file=sys.stderr)
    if skipped_all:
        print("gate: no job ran", file=sys.stderr)
    return 1 if bad or skipped_all else 0


if __name__ == "__main__":
    sys.exit(main())
