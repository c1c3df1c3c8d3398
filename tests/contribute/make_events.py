"""Writes the recorded payloads, as GitHub sends them, cut down to what is near what we read.

Run it by hand to add one: the shapes are those of GitHub's documentation of webhook events; names and texts are ours.
"""

import json
from pathlib import Path

HERE = Path(__file__).parent / "events"


def form(**fields: str) -> str:
    labels = ["Address", "Topic page", "Question", "What the reader gets", "Title", "Authors", "Year", "Kind", "Level"]
    return "\n\n".join(f"### {label}\n\n{fields.get(label.replace(' ', '_'), '_No response_')}" for label in labels)


def issue_event(action: str, body: str, labels: list[str], label: str = "", title: str = "New link: ") -> dict:
    user = {"login": "reader-of-signposts", "id": 1, "type": "User", "site_admin": False}
    repository = {
        "id": 2, "name": "signposts", "full_name": "deep-learning-signposts/signposts", "private": False,
        "html_url": "https://github.com/deep-learning-signposts/signposts", "default_branch": "main",
    }  # fmt: skip
    event = {
        "action": action,
        "issue": {
            "url": "https://api.github.com/repos/deep-learning-signposts/signposts/issues/7",
            "html_url": "https://github.com/deep-learning-signposts/signposts/issues/7",
            "id": 3, "number": 7, "title": title, "user": user, "state": "open", "locked": False, "comments": 0,
            "labels": [{"id": 4, "name": name, "color": "ededed", "default": False} for name in labels],
            "author_association": "NONE", "body": body,
        },
        "repository": repository,
        "sender": user,
    }  # fmt: skip
    if label:
        event["label"] = {"id": 5, "name": label, "color": "0e8a16", "default": False}
    return event


GOOD = {
    "Address": "https://good.example.org/cite",
    "Topic_page": "topic/page",
    "Question": "Why do gradients vanish?",
    "What_the_reader_gets": "Draws the gradient of each layer, so that one sees where it dies; the best first read.",
    "Level": "introductory",
}
HOSTILE = {
    "Address": "https://good.example.org/hostile",
    "Topic_page": "topic/page",
    "Question": "vanish",
    "What_the_reader_gets": (
        "</textarea><script>alert(1)</script> ${{ secrets.GITHUB_TOKEN }} @everyone `code` ](https://evil.org){ #x }\n"
        "::set-output name=entry::evil\n- [x](https://evil.org){ #evil .article }\n\u202egnp.exe\u200b ||| closes #1"
    ),
    "Title": 'A title" onclick="alert(1)"\n### Level\n\nadvanced',
    "Authors": '@maintainer, Eve" onclick="alert(1)',
    "Kind": "article",
}

EVENTS = {
    "link-opened": issue_event("opened", form(**GOOD), ["new link"]),
    "link-accepted": issue_event("labeled", form(**GOOD), ["new link", "accepted"], "accepted"),
    "link-known": issue_event("opened", form(**{**GOOD, "Address": "http://www.example.org/first/"}), ["new link"]),
    "link-empty": issue_event("opened", form(), ["new link"]),
    "link-dead": issue_event("edited", form(**{**GOOD, "Address": "https://good.example.org/gone"}), ["new link"]),
    "link-plain": issue_event("opened", form(**{**GOOD, "Address": "https://good.example.org/wall"}), ["new link"]),
    "link-question": issue_event("opened", form(**{**GOOD, "Question": "gradients explode"}), ["new link"]),
    "link-hostile": issue_event(
        "labeled", form(**HOSTILE), ["new link", "accepted"], "accepted", "::error::${{ github.token }}\n@everyone"
    ),
    "link-refused": issue_event("opened", form(**{**HOSTILE, "Authors": "<img src=x onerror=alert(1)>"}), ["new link"]),
    "other-opened": issue_event("opened", "### Address of the page\n\nhttps://a.org", ["wrong statement"]),
}


def main() -> None:
    for name, event in EVENTS.items():
        (HERE / f"{name}.json").write_text(json.dumps(event, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
