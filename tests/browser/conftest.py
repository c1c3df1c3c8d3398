"""What several files of tests know of the real site."""

import json

import pytest
from marked import TOPIC


@pytest.fixture(scope="module")
def entries(site):
    return json.loads((site.folder / "catalogue.json").read_text(encoding="utf-8"))["entries"]


@pytest.fixture(scope="module")
def on_topic(entries):
    return [entry for entry in entries if entry["place"].partition("#")[0].endswith(TOPIC)]
