from bs4 import BeautifulSoup

from signposts.reading_list_page import reading_list_html


def test_the_frame_does_nothing_before_its_script_and_says_what_it_needs():
    soup = BeautifulSoup(reading_list_html("../"), "html.parser")
    assert soup.fieldset.has_attr("disabled")
    assert all(section.has_attr("hidden") for section in soup.select("section[data-list]"))
    assert soup.noscript.a["href"] == "../catalogue/"
    assert soup.select_one(".reading-empty a")["href"] == "../paths/"
