"""All questions on one page: the way in for readers without JavaScript, and for those who would rather browse."""

from collections.abc import Mapping
from html import escape

from signposts.project import Project
from signposts.rules import Site


def questions_html(project: Project, site: Site, addresses: Mapping[str, str], root: str) -> str:
    """The sections of the menu with their topics, and under each topic its questions, as nested lists of links.

    addresses: page below docs/ → its address from the site's root; root: that root, as seen from the page.
    """
    pages = {page.name: page for page in site.pages if page.is_topic and page.name in addresses}
    parts = []
    for title, names in project.sections:
        topics = [pages[name] for name in names if name in pages]
        if topics:
            parts.append(f"<h2>{escape(title, quote=False)}</h2>\n<ul>")
            for page in topics:
                address = escape(root + addresses[page.name])
                questions = "".join(
                    f'<li><a href="{address}#{question.id}">{escape(question.text, quote=False)}</a></li>'
                    for question in page.questions
                )
                inner = f"\n<ul>{questions}</ul>" if questions else ""
                parts.append(f'<li><a href="{address}">{escape(page.title, quote=False)}</a>{inner}</li>')
            parts.append("</ul>")
    return "\n".join(parts)
