import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signposts.addresses import normalise, problems

SAME = [
    "https://example.org/a/b",
    "http://example.org/a/b",
    "HTTPS://Example.ORG/a/b",
    "https://www.example.org/a/b/",
    "https://example.org:443/a/b",
    "http://example.org:80/a/b",
    "https://example.org./a/b",
    "https://example.org/a/b?utm_source=x&fbclid=y",
    "https://example.org/%61/b",
    "  https://example.org/a/b ",
]


@pytest.mark.parametrize("url", SAME)
def test_spellings_of_one_address_are_the_same(url):
    assert normalise(url) == normalise(SAME[0])


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a/B",
        "https://example.org/a/b?page=2",
        "https://example.org/a/b#part",
        "https://example.org:8443/a/b",
        "https://sub.example.org/a/b",
        "https://example.org/a%2Fb",
    ],
)
def test_other_addresses_stay_different(url):
    assert normalise(url) != normalise(SAME[0])


def test_percent_encoding_is_compared_after_decoding():
    assert normalise("https://x.org/%7Eann/%C3%BC") == normalise("https://x.org/~ann/ü")
    assert normalise("https://x.org/a%2fb") == normalise("https://x.org/a%2Fb")


def test_international_hosts_are_compared_in_ascii():
    assert normalise("https://bücher.de/a") == normalise("https://xn--bcher-kva.de/a")


def test_a_query_keeps_its_order_and_its_empty_values():
    assert normalise("https://x.org/?b=&a=1") == "https://x.org?b=&a=1"


@pytest.mark.parametrize("url", ["http://[", "https://x.org:port/", "no address", ""])
def test_what_cannot_be_split_stays_as_it_is(url):
    assert normalise(url) == url.strip()


@given(st.text(max_size=60))
@example("https://[::1")
@example("//\u0000")
def test_normalising_never_fails_and_twice_is_once(text):
    once = normalise(text)
    assert normalise(once) == once


_part = st.text("abcdefXYZ0123456789-_~", min_size=1, max_size=8)


@given(st.lists(_part, max_size=4), st.booleans(), st.booleans(), st.sampled_from(["http", "https", "HTTPS"]))
def test_scheme_www_and_slash_never_matter(parts, www, slash, scheme):
    url = f"{scheme}://{'www.' if www else ''}Example.org/{'/'.join(parts)}{'/' if slash else ''}"
    assert normalise(url) == normalise("https://example.org/" + "/".join(parts))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://example.org/a", "E114"),
        ("javascript:alert(1)", "E114"),
        ("//example.org/a", "E114"),
        ("data:text/html,hi", "E114"),
        ("https://user:secret@example.org/", "E115"),
        ("https://user@example.org/", "E115"),
        ("http://localhost:8000/", "E116"),
        ("http://127.0.0.1/", "E116"),
        ("http://10.1.2.3/x", "E116"),
        ("http://[::1]/", "E116"),
        ("http://[::ffff:10.0.0.1]/", "E116"),
        ("http://169.254.169.254/latest", "E116"),
        ("http://2130706433/", "E116"),
        ("http://0x7f.0.0.1/", "E116"),
        ("http://127.1/", "E116"),
        ("http://printer.local/", "E116"),
        ("http://intranet/wiki", "E116"),
        ("http://localhost./", "E116"),
        ("http://8.8.8.8/", "E116"),
        ("https://", "E117"),
        ("https://x.org/a b", "E117"),
        ("https://x.org/\u0007", "E117"),
        ("https://x.org:port/", "E117"),
        ("http://[", "E117"),
    ],
)
def test_what_readers_cannot_or_must_not_open(url, code):
    assert [found for found, _ in problems(url)] == [code]


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/1512.03385",
        "http://example.org:8080/a?b=c#d",
        "https://bücher.de/ü",
        "https://en.wikipedia.org/wiki/Kernel_(image_processing)",
    ],
)
def test_public_addresses_are_fine(url):
    assert list(problems(url)) == []


@given(st.text(max_size=60))
def test_judging_never_fails(text):
    for code, message in problems(text):
        assert code.startswith("E11")
        assert message
