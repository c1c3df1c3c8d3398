from signposts.hosting import POLICY, headers, policy, without_styles


def test_the_policy_allows_nothing_inline_and_no_other_host():
    assert policy().startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy()
    assert "http" not in policy()
    assert "*" not in policy()


def test_headers_hold_the_policy_and_keep_what_is_fingerprinted():
    text = headers("https://example.org/some/path/", ["assets/site.0123456789.css"])
    blocks = {block.splitlines()[0]: block for block in text.replace("\n/", "\n\n/").split("\n\n")}
    assert list(blocks) == ["/some/path/*", "/some/path/assets/site.0123456789.css"]
    assert f"  Content-Security-Policy: {policy(POLICY)}; frame-ancestors 'none'\n" in blocks["/some/path/*"]
    assert "max-age=31536000, immutable" in blocks["/some/path/assets/site.0123456789.css"]
    assert headers("", []).startswith("/*\n")


def test_cells_are_aligned_by_classes():
    html = '<td style="text-align: right;">1</td><th scope="col" style="text-align: center;">x</th>'
    assert without_styles(html) == '<td class="align-right">1</td><th scope="col" class="align-center">x</th>'
    assert without_styles("<p>style=</p>") == "<p>style=</p>"
