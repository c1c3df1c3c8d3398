"""A long-lived Node process that calls the calculators' modules."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "docs" / "assets" / "calculators"


class JavaScript:
    """Calls exported functions of docs/assets/calculators/*.js; BigInt comes back as digits."""

    def __init__(self, node: str) -> None:
        """Start Node on the driver."""
        command = [node, str(HERE / "driver.mjs"), str(MODULES)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def call(self, module: str, function: str, *arguments: Any) -> dict:
        """{"result": …} or {"error": {name, message, field, line, layer}}."""
        return self.call_all(module, function, [arguments])[0]

    def call_all(self, module: str, function: str, calls: list) -> list[dict]:
        """One answer for each tuple of arguments; requests and answers alternate, so no pipe fills up."""
        answers = []
        for arguments in calls:
            request = json.dumps({"module": module, "call": function, "args": list(arguments)})
            self.process.stdin.write(request + "\n")
            self.process.stdin.flush()
            answers.append(json.loads(self.process.stdout.readline()))
        return answers


@pytest.fixture(scope="session")
def javascript(node: str) -> Iterator[JavaScript]:
    """The calculators' modules, loaded in Node."""
    caller = JavaScript(node)
    yield caller
    caller.process.stdin.close()
    caller.process.stdout.close()
    caller.process.wait(timeout=10)
