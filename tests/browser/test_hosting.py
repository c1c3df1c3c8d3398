"""The site on a host that takes ``_headers``, at the root of its name: the policy holds while everything is used."""

import functools
import http.server
import threading

import pytest
from real_parts import run_build


class Host(http.server.SimpleHTTPRequestHandler):
    """Sends what ``_headers`` says, as the hosts that read it do, and 404.html for what is not there."""

    def rules(self):
        lines = (self.folder / "_headers").read_text(encoding="utf-8").splitlines()
        path = ""
        for line in lines:
            if not line.startswith("  "):
                path = line
            elif self.path.split("?")[0] == path or (path.endswith("*") and self.path.startswith(path[:-1])):
                yield line.strip().split(": ", 1)

    @property
    def folder(self):
        return type(self).site

    def end_headers(self):
        for name, value in self.rules():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code, message=None, explain=None):
        body = (self.folder / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Keep the tests' output clean."""


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """The address of the site, built for the root of a host."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", "https://signposts.example/")
        Host.site = run_build("mkdocs", tmp_path_factory.mktemp("root") / "site").folder
    handler = functools.partial(Host, directory=str(Host.site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visitor(browser):
    """A page, and what it did beyond its host or against the policy, of which Chromium tells in its console."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    reports = []
    context.on("request", lambda request: reports.append(request.url) if "//127.0.0.1" not in request.url else None)
    page = context.new_page()
    page.on("pageerror", lambda error: reports.append(str(error)))
    page.on("console", lambda message: reports.append(message.text) if message.type == "error" else None)
    yield page, reports
    context.close()


def test_every_page_keeps_to_the_policy_and_sets_no_cookie(visitor, host):
    page, reports = visitor
    for path in sorted(Host.site.rglob("*.html")):
        answer = page.goto(host + path.relative_to(Host.site).as_posix().removesuffix("index.html"))
        sent = answer.headers["content-security-policy"]
        meta = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
        assert sent == f"{meta}; frame-ancestors 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"
        page.mouse.wheel(0, 20_000)
    page.wait_for_load_state("networkidle")
    assert reports == []
    assert page.context.cookies() == []
    # A breach would have been told.
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    assert "Content Security Policy" in reports[0]


def test_everything_works_under_the_policy(visitor, host):
    page, reports = visitor
    page.goto(f"{host}architectures/recurrent-networks/")
    page.get_by_role("button", name="To read: ").first.click()
    page.get_by_role("button", name="Cite: ").first.click()
    page.locator(".entry-cite code").wait_for()
    page.keyboard.press("Control+k")
    page.locator("dialog.search input").fill("batch")
    page.locator("dialog.search [role=option]").first.wait_for()
    page.goto(f"{host}reading-list/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as a file").click()
    assert download.value.suggested_filename.endswith(".json")
    page.goto(f"{host}catalogue/?kind=paper&sort=-year")
    page.locator("th[aria-sort]").wait_for()
    page.goto(f"{host}practice/model-resource-usage/")
    for tag in ("layer", "network", "recurrent", "roofline"):
        page.locator(f"{tag}-calculator").scroll_into_view_if_needed()
        page.locator(f"{tag}-calculator dl").wait_for()
    page.get_by_label("Unit’s row").press("ArrowRight")
    page.goto(f"{host}start/how-to-use/")
    page.get_by_role("button", name="Keep the site on this device").click()
    page.locator(".offline [role=status]", has_text="without a network").wait_for(timeout=120_000)
    assert page.evaluate("async () => (await navigator.serviceWorker.ready).scope") == host
    page.goto(f"{host}glossary/")
    page.wait_for_load_state("networkidle")
    assert reports == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("path", ["lost", "lost/", "a/b/c/d/lost.html"])
def test_a_missing_page_helps_at_any_depth(visitor, host, path):
    page, _ = visitor
    assert page.goto(host + path).status == 404
    assert page.locator("h1").evaluate("(e) => getComputedStyle(e).fontWeight") == "700"
    page.get_by_role("link", name="glossary").click()
    assert page.url == f"{host}glossary/"


def test_no_other_site_can_show_it_in_a_frame(visitor, host, tmp_path):
    page, _ = visitor
    (tmp_path / "frame.html").write_text(f'<iframe src="{host}about/"></iframe>')
    page.goto((tmp_path / "frame.html").as_uri())
    page.wait_for_timeout(500)
    assert [frame.url for frame in page.frames if frame.url.startswith(host)] == []


def test_what_is_fingerprinted_is_kept_for_a_year_and_nothing_else(visitor, host):
    page, _ = visitor
    kept = {}
    page.on(
        "response", lambda answer: kept.update({answer.url.removeprefix(host): answer.headers.get("cache-control")})
    )
    page.goto(host)
    page.wait_for_load_state("networkidle")
    long = {name for name, value in kept.items() if value == "public, max-age=31536000, immutable"}
    assert {name.rsplit(".", 1)[1] for name in long} == {"css", "js"}
    assert all(len(name.split(".")) == 3 for name in long)
    assert kept[""] is None
