"""What the web does, and the state that is right for it in a first run. Add a row: it is tested at once."""

import gzip
import json
import zlib
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from simulated_web import (
    Behaviour,
    Host,
    at_first,
    drip,
    endless,
    good,
    hang,
    page,
    rate_limited,
    raw,
    redirect,
    reset,
    slow,
    status,
    when,
)

OK, MOVED, BLOCKED, SUSPECT, HOLLOW, UNCHECKED = "ok", "moved", "blocked", "suspect", "hollow", "unchecked"

PDF = b"%PDF-1.5\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 40 + b"%%EOF\n"


@dataclass(frozen=True)
class Row:
    """One kind of answer: the addresses that get it, and the right state of each."""

    kind: str
    state: str
    address: str
    #: Where a moved address leads.
    final: str = ""


ROWS: list[Row] = []
HOSTS: dict[str, Host] = {}
#: Names that resolve to addresses which nobody may ask.
PRIVATE_NAMES: dict[str, str] = {}


def add(
    kind: str, state: str, address: str, behaviour: Behaviour | None = None, link: str = "", final: str = ""
) -> str:
    """Add an address to the table, and its behaviour to its host."""
    parts = urlsplit(address)
    host = HOSTS.setdefault((parts.hostname or "").encode("idna").decode(), Host())
    if link:
        host.link = link
    if behaviour:
        path = quote(parts.path or "/", safe="/%!$&'()*+,;=:@~") + (
            f"?{quote(parts.query, safe='=&%+:/')}" if parts.query else ""
        )
        host.paths[path] = behaviour
    ROWS.append(Row(kind, state, address, final))
    return address


def headers_of(test):
    return lambda exchange: test({name.lower(): value for name, value in exchange.headers.items()})


# Good.
add("200", OK, "https://arxiv-sanity.com/about", good())
add("200", OK, "https://colah.github.io/posts/2015-08-Understanding-LSTMs/", good("Understanding LSTM Networks"))
add("200 over http", OK, "http://neuralnetworksanddeeplearning.com/chap2.html", good("How backpropagation works"))
add("200 with a port", OK, "https://ports.example.org:8443/page", good())
add("query", OK, "https://openreview.net/forum?id=HJWLfGWRb&note=a%20b", good("Matrix capsules"))
add("slow", OK, "https://slow.example.org/a", slow(0.5))
add("slow for the first look", OK, "https://slow.example.org/b", slow(2.4))
add("gzip", OK, "https://gzip.example.org/", status(200, gzip.compress(page().encode()), {"Content-Encoding": "gzip"}))
add(
    "deflate",
    OK,
    "https://gzip.example.org/z",
    status(200, zlib.compress(page().encode()), {"Content-Encoding": "deflate"}),
)
raw_deflate = zlib.compressobj(wbits=-15)
add(
    "bare deflate",
    OK,
    "https://gzip.example.org/raw",
    status(200, raw_deflate.compress(page().encode()) + raw_deflate.flush(), {"Content-Encoding": "deflate"}),
)
add("203", OK, "https://plain.example.org/203", status(203, page()))
add(
    "plain text",
    OK,
    "https://plain.example.org/notes.txt",
    status(200, "Notes on attention. " * 60, {"Content-Type": "text/plain"}),
)
add("JSON", OK, "https://plain.example.org/data.json", status(200, '{"a": 1}', {"Content-Type": "application/json"}))
add(
    "no content type",
    OK,
    "https://plain.example.org/untyped",
    raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + page().encode()),
)
add(
    "no reason phrase",
    OK,
    "https://plain.example.org/curt",
    raw(b"HTTP/1.1 200\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + page().encode()),
)
add(
    "bare line feeds",
    OK,
    "https://plain.example.org/feeds",
    raw(b"HTTP/1.1 200 OK\nContent-Type: text/html\nConnection: close\n\n" + page().encode()),
)
add(
    "HTTP/1.0",
    OK,
    "https://plain.example.org/old",
    raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + page().encode()),
)
add("short page", OK, "https://plain.example.org/short", status(200, "<title>Eve</title><p>Notes on Eve.</p>"))
add("page about missing pages", OK, "https://en.wikipedia.org/wiki/HTTP_404", good("HTTP 404 - Wikipedia"))
add(
    "page about missing pages",
    OK,
    "https://blog.example.org/how-to-fix-page-not-found",
    good("Page not found? How to fix it"),
)
add(
    "page about missing pages",
    OK,
    "https://stackoverflow.com/questions/1/module-not-found-error",
    good("python - ModuleNotFoundError: module not found - Stack Overflow"),
)
add(
    "page about missing files",
    OK,
    "https://blog.example.org/why-file-not-found",
    status(200, page("Why a file is not found", "Python says file not found when the path is relative.")),
)
add(
    "single-page app",
    OK,
    "https://app.example.org/view/3",
    status(
        200,
        "<title>App</title><div id=root></div><script src=a.js></script>"
        "<noscript>You need to enable JavaScript to run this app.</noscript>",
    ),
)
add(
    "latin-1",
    OK,
    "https://plain.example.org/latin",
    status(200, page("Über Netze").encode("latin-1"), {"Content-Type": "text/html; charset=iso-8859-1"}),
)
add(
    "unknown charset",
    OK,
    "https://plain.example.org/charset",
    status(200, page(), {"Content-Type": "text/html; charset=klingon"}),
)
add(
    "picture",
    OK,
    "https://plain.example.org/a.png",
    status(200, b"\x89PNG\r\n\x1a\n" + b"\0" * 64, {"Content-Type": "image/png"}),
)
add(
    "wrong length, whole page",
    OK,
    "https://plain.example.org/length",
    raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n" + page().encode()),
)
add(
    "cookie needed",
    OK,
    "https://cookie.example.org/a",
    when(
        headers_of(lambda h: "seen=1" in h.get("cookie", "")),
        good(),
        redirect("/a", 302, {"Set-Cookie": "seen=1; Path=/"}),
    ),
)
add(
    "reloads itself",
    OK,
    "https://plain.example.org/live",
    good(extra='<meta http-equiv="refresh" content="5; url=/live">'),
)
add(
    "sets many headers",
    OK,
    "https://plain.example.org/headers",
    status(200, page(), {f"X-{n}": "v" * 100 for n in range(60)}),
)
add(
    "one large header",
    OK,
    "https://plain.example.org/policy",
    status(200, page(), {"Content-Security-Policy": "a" * 12_000}),
)
add(
    "duplicate headers",
    OK,
    "https://plain.example.org/twice",
    raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-A: 1\r\nX-A: 2\r\nConnection: close\r\n\r\n" + page().encode()
    ),
)

# Spelling.
add("space", OK, "https://spelling.example.org/a b.html", good())
add("umlaut", OK, "https://spelling.example.org/über/kurs", good())
add("encoded umlaut", OK, "https://spelling.example.org/%C3%A4hnlich", good())
add("encoded parentheses", OK, "https://en.wikipedia.org/wiki/Attention_%28machine_learning%29", good("Attention"))
add("parentheses", OK, "https://en.wikipedia.org/wiki/Transformer_(deep_learning)", good("Transformer"))
add("encoded slash", OK, "https://spelling.example.org/a%2Fb", good())
add("lower-case escapes", OK, "https://spelling.example.org/%e2%82%ac", good())
add("tilde", OK, "https://spelling.example.org/~karpathy/", good())
add("IDN", OK, "https://bücher.example.org/netze", good())
add("capital host", OK, "https://Spelling.Example.ORG/host", good())
HOSTS.setdefault("spelling.example.org", Host())
add("percent in a query", OK, "https://spelling.example.org/q?x=%25&y=1+2", good())
add("plus and at", OK, "https://spelling.example.org/@user/a+b", good())

# Moved.
for code in (301, 308):
    add(str(code), MOVED, f"https://moved.example.org/{code}", redirect("/new"), final="https://moved.example.org/new")
add("target", OK, "https://moved.example.org/new", good())
for code in (302, 303, 307):
    add(str(code), OK, f"https://moved.example.org/{code}", redirect("/new", code))
for step in range(6):
    add(
        "chain of 6",
        MOVED,
        f"https://chain.example.org/{step}",
        redirect(f"/{step + 1}"),
        final="https://chain.example.org/6",
    )
add("end of the chain", OK, "https://chain.example.org/6", good())
add(
    "http to https",
    MOVED,
    "http://secure.example.org/page",
    when(lambda e: e.url.startswith("https:"), good(), redirect("https://secure.example.org/page")),
    final="https://secure.example.org/page",
)
add(
    "moved to another host",
    MOVED,
    "https://old.example.org/course",
    redirect("https://moved.example.org/new"),
    final="https://moved.example.org/new",
)
add(
    "moved to a host of its own",
    MOVED,
    "https://old.example.org/book",
    redirect("https://thebook.example.net/"),
    final="https://thebook.example.net/",
)
add("home page", OK, "https://thebook.example.net/", good("The book"))
add(
    "moved, then for now",
    MOVED,
    "https://moved.example.org/mixed",
    redirect("/307"),
    final="https://moved.example.org/307",
)
add("for now, then moved", OK, "https://moved.example.org/other", redirect("/301", 302))
add(
    "www added",
    MOVED,
    "https://nowww.example.org/a",
    redirect("https://www.nowww.example.org/a"),
    final="https://www.nowww.example.org/a",
)
add("www", OK, "https://www.nowww.example.org/a", good())
add(
    "refresh at once",
    OK,
    "https://moved.example.org/refresh",
    good(extra='<meta http-equiv=refresh content="0;url=/new">'),
)
add(
    "redirect with spaces",
    MOVED,
    "https://moved.example.org/spaces",
    redirect("/new place"),
    final="https://moved.example.org/new%20place",
)
add("with a space", OK, "https://moved.example.org/new place", good())
add("home to a language", OK, "https://lang.example.org/", redirect("/en/", 302))
add("language", OK, "https://lang.example.org/en/", good())

# Passing.
for code in (500, 502, 503, 504, 408, 520):
    add(f"{code} once", OK, f"https://passing.example.org/{code}", at_first(status(code), good()))
add(
    "503 with Retry-After",
    OK,
    "https://passing.example.org/later",
    at_first(status(503, "", {"Retry-After": "1"}), good()),
)
add("reset once", OK, "https://passing.example.org/reset", at_first(reset, good()))
add("hang once", OK, "https://passing.example.org/hang", at_first(hang, good()))
add(
    "truncated once",
    OK,
    "https://passing.example.org/cut",
    at_first(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<html>"), good()),
)
add("garbage once", OK, "https://passing.example.org/garbage", at_first(raw(b"\x00\x01garbage\r\n\r\n"), good()))
add("429 with Retry-After", OK, "https://limits.example.org/a", at_first(status(429, "", {"Retry-After": "1"}), good()))
add("429 without Retry-After", OK, "https://limits.example.org/b", at_first(status(429), good()))
limited = rate_limited(4, good())
for number in range(8):
    add("4 requests a second", OK, f"https://fourasecond.example.org/{number}", limited)
add("404 once", OK, "https://passing.example.org/404", at_first(status(404), good()))
add("503 twice", OK, "https://passing.example.org/twice", at_first(status(503), good(), times=2))

# Methods.
for code in (405, 501, 404):
    refusal = when(lambda exchange: exchange.method == "HEAD", status(code), good())
    add(f"{code} to HEAD", OK, f"https://head.example.org/{code}", refusal)

# Refusing robots.
add("401", BLOCKED, "https://wall.example.org/401", status(401, "", {"WWW-Authenticate": "Basic"}))
add("402", BLOCKED, "https://wall.example.org/402", status(402))
add("403 always", BLOCKED, "https://wall.example.org/403", status(403, page("Forbidden")))
add(
    "403 by user agent",
    BLOCKED,
    "https://wall.example.org/agent",
    when(headers_of(lambda h: "compatible" in h["user-agent"]), status(403), good()),
)
add(
    "403 unless a browser",
    OK,
    "https://wall.example.org/browser",
    when(headers_of(lambda h: "Chrome" in h["user-agent"]), good(), status(403)),
)
add(
    "403 without browser headers",
    OK,
    "https://wall.example.org/headers",
    when(headers_of(lambda h: "sec-fetch-mode" in h and "accept-language" in h), good(), status(403)),
)
add("406 always", BLOCKED, "https://wall.example.org/406", status(406))
add("429 always", BLOCKED, "https://wall.example.org/429", status(429))
add("429 for an hour", BLOCKED, "https://hour.example.org/429", status(429, "", {"Retry-After": "3600"}))
add("999", BLOCKED, "https://www.linkedin.com/in/someone", status(999))
add(
    "LinkedIn wall",
    BLOCKED,
    "https://www.linkedin.com/pulse/backprop",
    redirect("https://www.linkedin.com/authwall?trk=x", 302),
)
add("wall page", OK, "https://www.linkedin.com/authwall?trk=x", good("LinkedIn"))
ROWS.pop()
add(
    "Cloudflare 403",
    BLOCKED,
    "https://cf.example.org/a",
    status(403, page("Just a moment...", "Checking"), {"Server": "cloudflare", "cf-mitigated": "challenge"}),
)
add(
    "Cloudflare 503",
    BLOCKED,
    "https://cf.example.org/b",
    status(503, page("Just a moment...", "Checking your browser before accessing"), {"Server": "cloudflare"}),
)
add(
    "Cloudflare 200",
    BLOCKED,
    "https://cf.example.org/c",
    status(200, page("Just a moment...", "Enable JavaScript and cookies to continue"), {"Server": "cloudflare"}),
)
add(
    "Cloudflare attention",
    BLOCKED,
    "https://cf.example.org/d",
    status(403, page("Attention Required! | Cloudflare", "Sorry, you have been blocked")),
)
add(
    "Akamai",
    BLOCKED,
    "https://akamai.example.org/a",
    status(
        403,
        page("Access Denied", "You don't have permission to access this. Reference #18.1"),
        {"Server": "AkamaiGHost"},
    ),
)
add("Akamai 200", BLOCKED, "https://akamai.example.org/b", status(200, page("Access Denied", "Reference #18.1")))
add(
    "AWS 202",
    BLOCKED,
    "https://www.semanticscholar.org/paper/x",
    status(202, "<script>challenge()</script>", {"x-amzn-waf-action": "challenge"}),
)
add("202, empty", BLOCKED, "https://waf.example.org/a", status(202, ""))
add(
    "AWS 405",
    BLOCKED,
    "https://waf.example.org/b",
    status(405, page("Human Verification"), {"x-amzn-waf-action": "captcha"}),
)
add("DataDome", BLOCKED, "https://waf.example.org/c", status(403, "<script>dd</script>", {"x-datadome": "protected"}))
add("Anubis", BLOCKED, "https://waf.example.org/d", status(200, page("Making sure you're not a bot!", "Loading...")))
add(
    "Incapsula",
    BLOCKED,
    "https://waf.example.org/e",
    status(200, "<html><body>Request unsuccessful. Incapsula incident ID: 12-3</body></html>"),
)
add("sign-in page", BLOCKED, "https://private.example.org/course/1", redirect("/login?next=/course/1", 302))
HOSTS["private.example.org"].paths["/login?next=/course/1"] = status(200, page("Log in", extra="<input type=password>"))
add(
    "sign-in elsewhere",
    BLOCKED,
    "https://drive.google.com/file/d/x/view",
    redirect("https://accounts.google.com/ServiceLogin?x", 302),
)
HOSTS["accounts.google.com"] = Host(default=good("Sign in"))
add("known wall", BLOCKED, "https://www.facebook.com/groups/dl/1", status(400))
add("451", BLOCKED, "https://wall.example.org/451", status(451))

# Broken.
for code in (404, 400, 418 + 4, 500, 501, 503, 505):
    add(f"{code} always", SUSPECT, f"https://broken.example.org/{code}", status(code, page(f"{code}")))
add("410", SUSPECT, "https://broken.example.org/410", status(410))
add("404 after a redirect", SUSPECT, "https://broken.example.org/away", redirect("/404"))
add("unknown host", SUSPECT, "https://nosuchhost.example.org/a", link="unknown")
add("unknown host", SUSPECT, "http://nosuchhost.example.org/b")
add("refused", SUSPECT, "https://refused.example.org/a", link="refused")
add("reset", SUSPECT, "https://broken.example.org/reset", reset)
add("reset while connecting", SUSPECT, "https://resetting.example.org/a", link="reset")
add("hang", SUSPECT, "https://hanging.example.org/a", hang)
add("silent handshake", SUSPECT, "https://silent.example.org/a", good(), link="silent")
add("loop", SUSPECT, "https://loop.example.org/a", redirect("/b"))
add("loop", SUSPECT, "https://loop.example.org/b", redirect("/a"))
add("loop to itself", SUSPECT, "https://loop.example.org/c", redirect("/c", 302))
add("redirects for ever", SUSPECT, "https://forever.example.org/1", when(lambda _: True, redirect("/"), good()))
HOSTS["forever.example.org"].default = None


async def _for_ever(exchange) -> None:
    await redirect(f"/x{exchange.url[-8:]}{exchange.times}")(exchange)


HOSTS["forever.example.org"].paths["/1"] = HOSTS["forever.example.org"].default = _for_ever
add("redirect to nothing", SUSPECT, "https://broken.example.org/nowhere", status(302))
add("redirect to another scheme", SUSPECT, "https://broken.example.org/ftp", redirect("ftp://example.org/a"))
add("redirect to a script", SUSPECT, "https://broken.example.org/script", redirect("javascript:alert(1)"))
add(
    "redirect to an unknown host",
    SUSPECT,
    "https://broken.example.org/lost",
    redirect("https://nosuchhost.example.org/"),
)
add("expired certificate", SUSPECT, "https://expired.example.org/a", good(), link="expired")
add("self-signed certificate", SUSPECT, "https://selfsigned.example.org/a", good(), link="self-signed")
add("certificate of another host", SUSPECT, "https://othername.example.org/a", good(), link="other")
add(
    "truncated body",
    SUSPECT,
    "https://broken.example.org/cut",
    raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n<html><p>half"),
)
add(
    "truncated chunks",
    SUSPECT,
    "https://broken.example.org/chunks",
    raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n<html><p>half"),
)
add("malformed status line", SUSPECT, "https://malformed.example.org/a", raw(b"HTTP/9.9 abc OK\r\n\r\n"))
add(
    "malformed chunk",
    SUSPECT,
    "https://malformed.example.org/b",
    raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"),
)
add("no HTTP at all", SUSPECT, "https://malformed.example.org/c", raw(b"SSH-2.0-OpenSSH_9.2\r\n"))
add("empty answer", SUSPECT, "https://malformed.example.org/d", raw(b""))
add(
    "broken gzip",
    SUSPECT,
    "https://malformed.example.org/e",
    status(200, b"\x1f\x8b\x08garbage" * 9, {"Content-Encoding": "gzip"}),
)
add(
    "S3's 403",
    SUSPECT,
    "https://bucket.s3.amazonaws.com/slides.pdf",
    status(
        403,
        "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>",
        {"Server": "AmazonS3", "Content-Type": "application/xml"},
    ),
)
add(
    "Google storage's 403",
    SUSPECT,
    "https://storage.googleapis.com/b/x.pdf",
    status(
        403,
        "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>",
        {"X-GUploader-UploadID": "a", "Content-Type": "application/xml"},
    ),
)

# Hollow.
add("redirect to the home page", HOLLOW, "https://hollow.example.org/posts/2015/lstm", redirect("/"))
add(
    "redirect to the home page",
    HOLLOW,
    "https://hollow.example.org/posts/2016/lstm",
    redirect("https://www.hollow.example.org/", 302),
)
add("redirect to index.html", HOLLOW, "https://hollow.example.org/posts/2017/lstm", redirect("/index.html", 302))
for name in ("/", "/index.html"):
    HOSTS["hollow.example.org"].paths[name] = good("Welcome")
HOSTS["www.hollow.example.org"] = Host({"/": good("Welcome")})
add("query lost", HOLLOW, "https://hollow.example.org/?p=1234", redirect("/"))
add(
    "refresh to the home page",
    HOLLOW,
    "https://hollow.example.org/posts/refresh",
    good(extra='<meta http-equiv="Refresh" content="0; URL=/">'),
)
add("redirect to an error page", HOLLOW, "https://hollow.example.org/posts/2018/lstm", redirect("/error/404.html", 302))
HOSTS["hollow.example.org"].paths["/error/404.html"] = good("Hello")
soft = "https://soft.example.org"
add("soft 404 in the title", HOLLOW, f"{soft}/a", good("404 Not Found"))
add("soft 404 in the title", HOLLOW, f"{soft}/b", good("Page not found | My Blog"))
add("soft 404 in the title", HOLLOW, f"{soft}/c", good("Error 404 - Page Not Found"))
add(
    "soft 404 in the heading",
    HOLLOW,
    f"{soft}/d",
    status(200, "<title>My Blog</title><h1>Oops! That page can’t be found.</h1>" + "<p>menu</p>" * 400),
)
add(
    "soft 404 in the text",
    HOLLOW,
    f"{soft}/e",
    status(200, page("My Blog", "Sorry, the page you are looking for does not exist.")),
)
add(
    "soft 404 in the text",
    HOLLOW,
    f"{soft}/f",
    status(200, page("My Blog", "The requested URL was not found on this server.")),
)
add(
    "soft 404 in the text",
    HOLLOW,
    f"{soft}/g",
    status(200, page("Docs", "We couldn't find the page you requested. It may have been removed.")),
)
add("soft 404 as plain text", HOLLOW, f"{soft}/h", status(200, "404: Not Found", {"Content-Type": "text/plain"}))
add("soft 404 in German", HOLLOW, f"{soft}/i", good("Seite nicht gefunden"))
add("soft 404 in Chinese", HOLLOW, f"{soft}/j", good("页面不存在"))
add("soft 404 in French", HOLLOW, f"{soft}/k", status(200, page("Blog", "La page demandée est introuvable.")))
add("removed article", HOLLOW, f"{soft}/l", status(200, page("Medium", "This article has been removed by its author.")))
add("suspended account", HOLLOW, f"{soft}/m", good("Account Suspended"))
add(
    "domain for sale",
    HOLLOW,
    "https://parked.example.org/tutorial",
    status(200, page("parked.example.org", "This domain is for sale. Buy this domain now.")),
)
add(
    "domain for sale elsewhere",
    HOLLOW,
    "https://parked.example.org/sold",
    redirect("https://www.hugedomains.com/domain_profile.cfm?d=x", 302),
)
HOSTS["www.hugedomains.com"] = Host(default=good("Domains"))
add("default page", HOLLOW, "https://default.example.org/tutorial", good("Welcome to nginx!"))
add("empty page", HOLLOW, f"{soft}/empty", status(200, ""))
add("blank page", HOLLOW, f"{soft}/blank", status(200, "<html><head></head><body> </body></html>"))
add("204", HOLLOW, f"{soft}/204", raw(b"HTTP/1.1 204 No Content\r\n\r\n"))
add("database error", HOLLOW, f"{soft}/db", status(200, page("Blog", "Error establishing a database connection")))

# PDFs.
files = "https://files.example.org"
pdf = {"Content-Type": "application/pdf"}
add("PDF", OK, f"{files}/right.pdf", status(200, PDF, pdf))
add("PDF as octets", OK, f"{files}/octets.pdf", status(200, PDF, {"Content-Type": "application/octet-stream"}))
add("PDF, whatever it says", OK, f"{files}/html.pdf", status(200, PDF))
add("large PDF", OK, f"{files}/large.pdf", status(200, PDF + b"0" * 3_000_000, pdf))
add("PDF without an extension", OK, f"{files}/download?id=3", status(200, PDF, pdf))
add("HTML for PDF", HOLLOW, f"{files}/a.pdf", good())
add("HTML for PDF", HOLLOW, f"{files}/b.PDF", good())
add("HTML that says PDF", HOLLOW, f"{files}/c.pdf", status(200, page(), pdf))
add("wrong PDF", HOLLOW, f"{files}/d.pdf", status(200, b"\0\1\2" * 99, pdf))
add("empty PDF", HOLLOW, f"{files}/e.pdf", status(200, b"", pdf))
add("PDF redirected to a page", HOLLOW, f"{files}/f.pdf", redirect("/landing/page", 302))
HOSTS["files.example.org"].paths["/landing/page"] = good("Our publications")
add("viewer of a PDF", OK, "https://github.com/a/b/blob/master/slides.pdf", good("b/slides.pdf at master"))
add("HTML for slides", HOLLOW, f"{files}/slides.pptx", good())
add("HTML for an archive", HOLLOW, f"{files}/data.zip", good())

# Fragments.
parts = "https://parts.example.org"
add("fragment", OK, f"{parts}/a#present", good(extra='<h2 id="present">A</h2><a name="old"></a><h2 id="déjà">D</h2>'))
add("fragment by name", OK, f"{parts}/a#old")
add("encoded fragment", OK, f"{parts}/a#d%C3%A9j%C3%A0")
add("missing fragment", HOLLOW, f"{parts}/a#missing")
add("text fragment", OK, f"{parts}/a#:~:text=gradient")
add("fragment of a README", OK, "https://github.com/a/b#usage", good(extra='<h2 id="user-content-usage">Usage</h2>'))
add("line of code", OK, "https://github.com/a/b/blob/main/x.py#L10-L20", good("x.py"))
add(
    "fragment of an app",
    OK,
    "https://playground.tensorflow.org/#activation=tanh&batchSize=10",
    good("A neural network playground"),
)
add(
    "fragment made by script",
    OK,
    "https://app.example.org/doc#made",
    status(200, "<title>App</title><div id=root></div><script src=a.js></script>"),
)
add("route of an app", OK, f"{parts}/a#/route/3")
add("page of a PDF", OK, f"{files}/right.pdf#page=3")
add("fragment after a redirect", HOLLOW, f"{parts}/b#missing", redirect("/a", 302))
add("fragment after a move", MOVED, f"{parts}/c#present", redirect("/a"), final=f"{parts}/a")

# Services.
always = good("YouTube")
HOSTS["www.youtube.com"] = Host(default=always)
HOSTS["youtu.be"] = Host(default=always)
HOSTS["vimeo.com"] = Host(default=good("Vimeo"))
HOSTS["i.ytimg.com"] = Host(default=status(404, b"\xff\xd8", {"Content-Type": "image/jpeg"}))


def video(key: str, code: int) -> None:
    """What oEmbed says of a video."""
    body = json.dumps({"title": "A video", "type": "video"}) if code == 200 else "Not Found"
    path = f"/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D{key}"
    HOSTS["www.youtube.com"].paths[path] = status(code, body, {"Content-Type": "application/json"})


video("aircAruvnKk", 200)
video("Ilg3gGewQ5U", 404)
video("IHZwWFHWa-w", 401)
video("tIeHLnjs5U8", 200)
video("gone4ever_1", 400)
HOSTS["i.ytimg.com"].paths["/vi/IHZwWFHWa-w/mqdefault.jpg"] = status(200, b"\xff\xd8", {"Content-Type": "image/jpeg"})
HOSTS["i.ytimg.com"].paths["/vi/nooembed__1/mqdefault.jpg"] = status(200, b"\xff\xd8", {"Content-Type": "image/jpeg"})
add("video", OK, "https://www.youtube.com/watch?v=aircAruvnKk")
add("removed video", HOLLOW, "https://www.youtube.com/watch?v=Ilg3gGewQ5U")
add("removed video", HOLLOW, "https://youtu.be/gone4ever_1?t=30")
add("video not to be embedded", OK, "https://youtu.be/IHZwWFHWa-w")
add("video in a list", OK, "https://www.youtube.com/watch?list=PL1&v=tIeHLnjs5U8&index=4")
add("video without oEmbed", OK, "https://www.youtube.com/embed/nooembed__1")
add("video known by its picture only", HOLLOW, "https://www.youtube.com/watch?v=nothumbnail")
add("channel", OK, "https://www.youtube.com/@3blue1brown")
HOSTS["vimeo.com"].paths["/api/oembed.json?url=https%3A%2F%2Fvimeo.com%2F123"] = status(200, '{"title": "V"}')
HOSTS["vimeo.com"].paths["/api/oembed.json?url=https%3A%2F%2Fvimeo.com%2F124"] = status(404)
add("Vimeo", OK, "https://vimeo.com/123")
add("removed from Vimeo", HOLLOW, "https://vimeo.com/124")
HOSTS["doi.org"] = Host(
    {
        "/api/handles/10.1038/nature14539": status(200, '{"responseCode": 1, "handle": "10.1038/nature14539"}'),
        "/api/handles/10.9999/nothing": status(404, '{"responseCode": 100}'),
    }
)
add("DOI", OK, "https://doi.org/10.1038/nature14539")
add("DOI at its old host", OK, "http://dx.doi.org/10.1038/nature14539")
add("DOI that is not registered", SUSPECT, "https://doi.org/10.9999/nothing")
add("DOI without its service", OK, "https://doi.org/10.5555/other", redirect("https://moved.example.org/new", 302))
HOSTS["arxiv.org"] = Host(
    {"/abs/1512.03385": good("[1512.03385] Deep Residual Learning"), "/abs/hep-th/9901001": good("[hep-th/9901001]")}
)
add("arXiv", OK, "https://arxiv.org/abs/1512.03385")
add("arXiv PDF", OK, "https://arxiv.org/pdf/1512.03385.pdf")
add("arXiv PDF", OK, "http://www.arxiv.org/pdf/1512.03385")
add("old arXiv number", OK, "https://arxiv.org/abs/hep-th/9901001")
add("no such arXiv number", SUSPECT, "https://arxiv.org/abs/9912.99999")

# Robots' rules.
add("robots.txt denies", UNCHECKED, "https://norobots.example.org/a", good())
HOSTS["norobots.example.org"].paths["/robots.txt"] = status(
    200, "User-agent: *\nDisallow: /\n", {"Content-Type": "text/plain"}
)
add("robots.txt denies a pattern", UNCHECKED, "https://somerobots.example.org/private/x.html?y", good())
add("robots.txt allows the rest", OK, "https://somerobots.example.org/public", good())
HOSTS["somerobots.example.org"].paths["/robots.txt"] = status(
    200, "User-agent: *\nDisallow: /private/*.html\nAllow: /\n", {"Content-Type": "text/plain"}
)
add("robots.txt answers 403", OK, "https://robots403.example.org/a", good())
HOSTS["robots403.example.org"].paths["/robots.txt"] = status(403)
add("robots.txt answers 503", OK, "https://robots503.example.org/a", good())
HOSTS["robots503.example.org"].paths["/robots.txt"] = status(503)
add("robots.txt is a page", OK, "https://robotspage.example.org/a", good())
HOSTS["robotspage.example.org"].paths["/robots.txt"] = good()

# Hazards.
html = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
bomb = gzip.compress(b"\0" * 30_000_000)
add("compression bomb", SUSPECT, "https://hazard.example.org/bomb", status(200, bomb, {"Content-Encoding": "gzip"}))
add(
    "endless page",
    OK,
    "https://hazard.example.org/endless",
    endless(html + b"\r\n" + page().encode()[:-20], b"<p>and on and on</p>" * 400),
)
add(
    "endless chunks",
    OK,
    "https://hazard.example.org/chunks",
    endless(html + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"<p>on</p>" * 455 + b"a" + b"\r\n"),
)
add("slow drip", SUSPECT, "https://drip.example.org/a", drip(html + b"\r\n"))
add("dripping headers", SUSPECT, "https://drip.example.org/b", drip(b"HTTP/1.1 200 OK\r\nX-Slow: "))
add("huge headers", SUSPECT, "https://hazard.example.org/headers", endless(b"HTTP/1.1 200 OK\r\nX-Huge: ", b"a" * 8192))
add(
    "endless headers",
    SUSPECT,
    "https://hazard.example.org/many",
    endless(b"HTTP/1.1 200 OK\r\n", b"X-More: a\r\n" * 400),
)
add("hostile title", OK, "https://hazard.example.org/title", good("</title><script>alert(1)</script>\x1b[31m::error::"))
add(
    "hostile redirect",
    SUSPECT,
    "https://hazard.example.org/inject",
    redirect("https://nosuchhost.example.org/\x1b[2J`<img src=x>`"),
)
for name, spelling in {
    "loopback": "http://127.0.0.1/",
    "localhost": "http://localhost:8000/",
    "decimal": "http://2130706433/",
    "hexadecimal": "http://0x7f000001/",
    "octal": "http://0177.0.0.1/",
    "short": "http://127.1/",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "10/8": "https://10.1.2.3/",
    "172.16/12": "https://172.16.0.1/",
    "192.168/16": "https://192.168.1.1/admin",
    "carrier": "http://100.64.0.1/",
    "zero": "http://0.0.0.0/",
    "IPv6 loopback": "http://[::1]/",
    "mapped": "http://[::ffff:127.0.0.1]/",
    "mapped in hexadecimal": "http://[::ffff:a9fe:a9fe]/",
    "unique local": "http://[fd00::1]/",
    "NAT64": "http://[64:ff9b::7f00:1]/",
    "6to4": "http://[2002:7f00:1::]/",
    "bare word": "http://intranet/",
    "internal": "https://wiki.internal/",
}.items():
    ROWS.append(Row(f"private: {name}", UNCHECKED, spelling))
PRIVATE_NAMES.update(
    {"rebind.example.org": "127.0.0.1", "metadata.example.org": "169.254.169.254", "six.example.org": "::1"}
)
for name in PRIVATE_NAMES:
    add("name of a private address", UNCHECKED, f"https://{name}/a", good())
for number, target in enumerate(
    (
        "http://127.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://2130706433/",
        "https://rebind.example.org/a",
    )
):
    add("redirect to a private address", UNCHECKED, f"https://hazard.example.org/private{number}", redirect(target))
add("credentials", OK, "https://user:secret@plain.example.org/short")

# What an adversary thought of: redirects and headers.
odd = "https://odd.example.org"
HOSTS["odd.example.org"] = Host(default=good())
add("300 with a place", OK, f"{odd}/300", redirect("/x", 300))
add("206", OK, f"{odd}/206", status(206, page()))
add(
    "redirect in Latin-1",
    MOVED,
    f"{odd}/latin",
    raw(b"HTTP/1.1 301 M\r\nLocation: /caf\xe9\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    final=f"{odd}/caf%E9",
)
add("redirect to a bad address", SUSPECT, f"{odd}/bad", redirect("http://[::bad/"))
add("redirect to a bad port", SUSPECT, f"{odd}/port", redirect("https://odd.example.org:99999/"))
add("redirect by script", OK, f"{odd}/script", status(200, '<html><script>location.href = "/target"</script></html>'))
add("home by script", HOLLOW, f"{odd}/posts/script", status(200, '<script>location.replace("/")</script>Wait'))
add(
    "app with a script that decides",
    OK,
    f"{odd}/app",
    status(200, '<title>App</title><div id=app></div><script>if (!window.fetch) location.href = "/old"</script>'),
)
add(
    "cookie of the whole site",
    OK,
    "https://paper.example.net/1",
    when(headers_of(lambda h: "ok=1" in h.get("cookie", "")), good(), redirect("https://idp.paper.example.net/a", 302)),
)
HOSTS["idp.paper.example.net"] = Host(
    default=redirect("https://paper.example.net/1", 302, {"Set-Cookie": "ok=1; Domain=paper.example.net; Path=/"})
)
add("407 of the host", BLOCKED, f"{odd}/407", status(407))
add(
    "early hints",
    OK,
    f"{odd}/103",
    raw(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        b"Connection: close\r\n\r\n" + page().encode()
    ),
)

# Encodings that nobody asked for.
add("brotli", OK, f"{odd}/br", status(200, b"\x1b\x0f\x00\xf8" * 99, {"Content-Encoding": "br"}))
add("zstd", OK, f"{odd}/zstd", status(200, b"\x28\xb5\x2f\xfd" * 99, {"Content-Encoding": "zstd"}))
add("an encoding that is a charset", OK, f"{odd}/charset", status(200, page(), {"Content-Encoding": "UTF-8"}))
add("endless zeros", OK, f"{odd}/zeros", endless(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"\0" * 65536))

# Walls known by their scripts and gates.
fort = "https://fort.example.org"
HOSTS["fort.example.org"] = Host(default=good("Welcome"))
add(
    "Cloudflare's script", BLOCKED, f"{fort}/cf", status(200, "<title></title><script>window._cf_chl_opt = {}</script>")
)
add(
    "page with Cloudflare's other script",
    OK,
    f"{fort}/living",
    good(extra="<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>"),
)
add("Incapsula's script", BLOCKED, f"{fort}/inc", status(200, '<script src="/_Incapsula_Resource?S=5"></script>'))
add(
    "refresh to a captcha",
    BLOCKED,
    f"{fort}/sg",
    status(200, '<meta http-equiv=refresh content="0;/.well-known/sgcaptcha/">'),
)
add("gate that remembers", BLOCKED, f"{fort}/posts/1", redirect("/?return_to=%2Fposts%2F1", 302))
add("home that forgets", HOLLOW, f"{fort}/posts/2", redirect("/?utm_source=old", 302))
add(
    "S3's 403 without its headers",
    SUSPECT,
    f"{fort}/s3.pdf",
    status(403, "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", {"Content-Type": "application/xml"}),
)
for number in range(5):
    add(
        "429 for very long",
        BLOCKED,
        f"https://verylong.example.org/{number}",
        status(429, "", {"Retry-After": "9" * 15}),
    )

# Files and fragments.
add("junk before a PDF", OK, f"{files}/junk.pdf", status(200, b"\r\njunk\n%PDF-1.4" + b"x" * 500, pdf))
add("frame around a PDF", OK, f"{files}/frame.pdf", status(200, "<embed type=application/pdf src=/raw/frame.pdf>"))
add("PDF handed out below a short path", OK, f"{files}/talks/1.pdf", redirect("/dl?id=1", 302))
HOSTS["files.example.org"].paths["/dl?id=1"] = status(200, PDF, {"Content-Type": "application/octet-stream"})
add("page of a picture", OK, "https://wiki.example.org/w/File:Net.png", good("File:Net.png"))
add("anchor made by a framework", OK, f"{odd}/docs#later", good(extra="<div id=__next></div>"))
add("robots.txt with a byte order mark", UNCHECKED, "https://bomrobots.example.org/a", good())
HOSTS["bomrobots.example.org"].paths["/robots.txt"] = status(
    200, "\ufeffUser-agent: *\r\nDisallow: /\r\n", {"Content-Type": "text/plain"}
)
for name, spelling in {
    "site local": "http://[fec0::1]/",
    "translated": "http://[::ffff:0:127.0.0.1]/",
    "full width": "http://１２７.０.０.１/",
    "name of any address": "http://127.0.0.1.nip.io/",
    "name of loopback": "http://localtest.me/",
    "scheme": "ftp://ftp.example.org/pub/x",
}.items():
    ROWS.append(Row(f"private: {name}", UNCHECKED, spelling))
add("redirect to a name of any address", UNCHECKED, f"{odd}/nip", redirect("http://169.254.169.254.nip.io/"))
add("unlisted video", OK, "https://vimeo.com/125/abcdef12")
HOSTS["vimeo.com"].paths["/api/oembed.json?url=https%3A%2F%2Fvimeo.com%2F125/abcdef12"] = status(200, '{"title": "V"}')
add("arXiv says 200 to all", SUSPECT, "https://arxiv.org/abs/2401.00001")
HOSTS["arxiv.org"].paths["/abs/2401.00001"] = status(200, page("Article not found", "arXiv"))
