from signposts.theme_fixes import mend


def test_what_is_not_valid_is_mended_and_the_rest_stays():
    page = '<input class="md-toggle" type="checkbox" autocomplete="off"><input autocomplete="off"><label tabindex="">'
    assert mend(page) == '<input class="md-toggle" type="checkbox"><input autocomplete="off"><label>'
