"""The workflows: what actionlint, zizmor and our own habits say of them."""

import json
import re
import subprocess
import sys

import pytest
import yaml
from contributing import ROOT

from signposts.github.entry import ACCEPTED, LINK_LABEL
from signposts.github.upkeep import LABEL
from signposts.project import load_project

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

#: The actions that we use, each release with its commit: confirmed in the public workflows of several projects.
PINS = {
    "actions/checkout": ("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    "actions/configure-pages": ("45bfe0192ca1faeb007ade9deae92b16b8254a0d", "v6.0.0"),
    "actions/deploy-pages": ("cd2ce8fcbc39b97be8ca5fce6e763baed58fa128", "v5.0.0"),
    "actions/download-artifact": ("3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1"),
    "actions/setup-python": ("5fda3b95a4ea91299a34e894583c3862153e4b97", "v7.0.0"),
    "actions/upload-artifact": ("043fb46d1a93c77aae656e7c1c64a875d1fc6a0a", "v7.0.1"),
    "actions/upload-pages-artifact": ("fc324d3547104276b827a68afc52ff2a11cc49c9", "v5.0.0"),
}


def load(path):
    # YAML 1.1 takes the key "on" for a truth value.
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in data.items()}


def jobs():
    return [(path.name, name, job) for path in WORKFLOWS for name, job in load(path)["jobs"].items()]


def steps():
    return [(file, name, step) for file, name, job in jobs() for step in job["steps"]]


def test_zizmor_finds_nothing():
    command = [f"{sys.prefix}/bin/zizmor", "--pedantic", "--offline", "--no-progress", "--format", "json", str(GITHUB)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == []


def test_zizmor_would_find_something(tmp_path):
    bad = tmp_path / ".github" / "workflows" / "bad.yml"
    bad.parent.mkdir(parents=True)
    step = "- run: echo ${{ github.event.issue.title }}"
    bad.write_text(f"on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      {step}\n")
    command = [f"{sys.prefix}/bin/zizmor", "--pedantic", "--offline", "--no-progress", "--format", "json", str(bad)]
    assert "template-injection" in subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_actionlint_finds_nothing(node, tmp_path):
    script = str(ROOT / "tests" / "contribute" / "actionlint.mjs")
    bad = tmp_path / "bad.yml"
    bad.write_text(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.at.all }}\n"
    )
    done = subprocess.run([node, script, *map(str, WORKFLOWS), str(bad)], capture_output=True, text=True, check=True)
    assert {item["file"] for item in json.loads(done.stdout)} == {str(bad)}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_nothing_is_allowed_by_default_and_stale_runs_are_cancelled(path):
    workflow = load(path)
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["cancel-in-progress"] is True
    assert "pull_request_target" not in workflow["on"]
    assert "secrets." not in path.read_text(encoding="utf-8")
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 120
        assert job["name"]


def test_every_action_is_pinned_by_a_commit_that_we_know():
    used = set()
    for path in WORKFLOWS:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if "uses:" in line:
                match = re.fullmatch(r"\s*- uses: ([\w/-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", line)
                assert match, line
                assert PINS[match[1]] == (match[2], match[3])
                used.add(match[1])
    assert used == set(PINS)


def test_each_step_of_ours_is_one_call_of_make_that_also_runs_here():
    ran = set()
    for file, _, step in steps():
        if "run" in step:
            assert re.fullmatch(r"make [a-z-]+( FORMAT=github)?", step["run"]), (file, step)
            ran.add(step["run"].split()[1])
    assert {
        "check",
        "test",
        "build",
        "changes",
        "links-changed",
        "gate",
        "preview",
        "issue-look",
        "issue-answer",
    } <= ran
    for target in ran:
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target


def test_no_credentials_are_kept_and_no_token_is_given_where_code_of_strangers_runs():
    for file, _, step in steps():
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False, file
    checks = load(GITHUB / "workflows" / "checks.yml")
    assert "pull_request" in checks["on"]
    for job in checks["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        assert "token" not in json.dumps(job).lower()
    for path in WORKFLOWS:
        workflow = load(path)
        writes = any("write" in job["permissions"].values() for job in workflow["jobs"].values())
        assert not (writes and "pull_request" in workflow["on"])


def test_a_token_that_may_write_never_asks_the_web_or_runs_a_branch():
    for file, name, job in jobs():
        if "write" not in job["permissions"].values():
            continue
        calls = [step["run"].split()[1] for step in job["steps"] if "run" in step]
        assert not {"issue-look", "links-run", "links-changed", "build", "test", "changes", "renew"} & set(calls), (
            file,
            name,
        )
        for step in job["steps"]:
            if "checkout" in step.get("uses", ""):
                assert step["with"].get("ref", "main") == "main"


def test_a_token_reaches_one_step_only():
    for file, _, step in steps():
        if "GH_TOKEN" in step.get("env", {}):
            assert step["run"] != "make setup", file
            assert step["env"]["GH_TOKEN"] == "${{ github.token }}"


def test_the_gate_waits_for_every_other_job():
    checks = load(GITHUB / "workflows" / "checks.yml")["jobs"]
    assert set(checks["gate"]["needs"]) == set(checks) - {"gate"}
    assert checks["gate"]["if"] == "always()"


@pytest.mark.parametrize(
    ("needs", "code", "sentence"),
    [
        ({"a": "success", "b": "skipped"}, 0, ""),
        ({"a": "success", "b": "failure"}, 1, "gate: b ended with failure"),
        ({"a": "cancelled"}, 1, "gate: a ended with cancelled"),
        ({"a": "skipped"}, 1, "gate: no job ran"),
        ({}, 1, "gate: no job ran"),
        (None, 2, "gate: NEEDS must hold"),
    ],
)
def test_the_gate_is_open_only_when_all_is_well(needs, code, sentence):
    text = (
        "no json"
        if needs is None
        else json.dumps({name: {"result": result, "outputs": {}} for name, result in needs.items()})
    )
    command = [sys.executable, str(ROOT / "tools" / "gate.py")]
    done = subprocess.run(command, env={"NEEDS": text, "PATH": ""}, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert sentence in done.stderr


# Forms.


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_each_form_is_one_that_github_takes(path):
    form = load(path)
    assert form["name"]
    assert form["description"]
    assert len(form["labels"]) == 1
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    identifiers = [field["id"] for field in fields]
    assert len(identifiers) == len(set(identifiers))
    labels = [field["attributes"]["label"] for field in fields]
    assert len(labels) == len(set(labels))
    for field in fields:
        assert field["type"] in ("input", "textarea", "dropdown", "checkboxes")
        if field["type"] == "dropdown":
            options = field["attributes"]["options"]
            assert len(options) == len(set(options))
            assert all(isinstance(option, str) and option for option in options)


def test_there_is_a_form_for_each_wish_and_no_blank_one():
    assert {load(path)["labels"][0] for path in FORMS} == {
        LINK_LABEL, "broken link", "wrong statement", "take down", "figure",
    }  # fmt: skip
    assert load(GITHUB / "ISSUE_TEMPLATE" / "config.yml")["blank_issues_enabled"] is False
    entry = (GITHUB / "workflows" / "entry.yml").read_text(encoding="utf-8")
    assert f"'{LINK_LABEL}'" in entry
    assert f"'{ACCEPTED}'" in entry
    assert LABEL == "links"


def test_the_form_for_a_link_names_the_topic_pages_of_the_menu():
    form = load(GITHUB / "ISSUE_TEMPLATE" / "link.yml")
    (field,) = [field for field in form["body"] if field.get("id") == "page"]
    topics = [name.removesuffix(".md") for name in load_project(ROOT).navigation if "/" in name]
    assert field["attributes"]["options"] == topics


def test_dependencies_wait_a_week():
    updates = load(GITHUB / "dependabot.yml")["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "npm"}
    assert all(update["cooldown"]["default-days"] == 7 for update in updates)
    assert MAKEFILE.count('--exclude-newer "7 days"') == 2
    assert "--generate-hashes" in MAKEFILE
