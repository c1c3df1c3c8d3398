"""The Python-Markdown extension that reads and renders our pages.

It runs on any engine that uses Python-Markdown. Without a formula renderer it only reads, as ``signposts check`` does.
"""

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from signposts import figures
from signposts.elements import INTERACTIVE, LINK_SCHEMES, TAGS, attribute_allowed
from signposts.formulas import Formula, FormulaError, FormulaRenderer, RendererError, glyph_sheet
from signposts.lines import LineFinder
from signposts.links.memory import Memory
from signposts.reading import TreeReader, entry_link, is_formula
from signposts.records import Finding, Page, Source
from signposts.rendering import figure_html, render_entry, thin_abbreviations
from signposts.tables import head_tables

#: The name under which mkdocs.yml lists this extension.
EXTENSION = "signposts.extension"

FIGURE_SCHEME = "figure:"

#: What must not stand alone at the beginning of a line.
PUNCTUATION = ".,;:!?)]’”"

#: What stands for a finished piece of markup, with the bare element around it.
_MARK = re.compile(r"(<(?:div|span)>)?\x02signposts:(\d+)\x03(?(1)</(?:div|span)>)")


class SignpostsExtension(Extension):
    """Reads each page and, with a renderer, draws its formulas.

    source: gives the page being converted; collect: takes the page and what its reader found, once it is read;
    renderer: draws formulas (None: leave them as TeX, as ``signposts check`` does); editor: where pages are edited;
    remembered: what is known of an address; drawing: gives the figure of a name.
    """

    def __init__(
        self,
        source: Callable[[], Source] = lambda: Source(""),
        collect: Callable[[Page, list[Finding]], None] = lambda _page, _findings: None,
        renderer: FormulaRenderer | None = None,
        editor: str = "",
        remembered: Callable[[str], Memory | None] = lambda _url: None,
        drawing: Callable[[str], str | None] = figures.find,
    ) -> None:
        # Not Markdown's own settings: those would turn the renderer into True.
        super().__init__()
        self.source, self.collect, self.renderer, self.editor = source, collect, renderer, editor
        self.remembered, self.drawing = remembered, drawing
        self.reset()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is the library's
        """Register the steps, after the library's own for attributes (8), abbreviations (7) and headings (5)."""
        md.block_level_elements.extend(sorted(INTERACTIVE))
        md.registerExtension(self)
        md.treeprocessors.register(_PageTreeprocessor(md, self), "signposts", 4)
        # After raw HTML is put back (30): what is checked is what a reader would get.
        md.postprocessors.register(_SafetyPostprocessor(md, self), "signposts-safety", 5)
        md.postprocessors.register(_PiecesPostprocessor(md, self), "signposts-pieces", 4)

    def reset(self) -> None:
        """Forget the last page."""
        self.pieces: list[str] = []
        self.findings: list[Finding] = []
        self.page: Page | None = None

    def keep(self, markup: str) -> str:
        """Put finished markup aside, out of reach of the safety check; returns the text that stands for it."""
        self.pieces.append(markup)
        return f"\x02signposts:{len(self.pieces) - 1}\x03"


class _PageTreeprocessor(Treeprocessor):
    def __init__(self, md: Markdown, extension: SignpostsExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: Element) -> None:
        source, renderer, editor = self.extension.source(), self.extension.renderer, self.extension.editor
        page = TreeReader(self.md, source).read(root)
        entries = iter(page.entries)
        for item in [item for item in root.iter("li") if entry_link(item) is not None]:
            link, entry = entry_link(item), next(entries)
            if link is not None and entry.id:
                memory = self.extension.remembered(entry.url)
                render_entry(item, link, entry, editor and f"{editor}{page.name}", memory)
        thin_abbreviations(root)
        head_tables(root, page.headings, page.title)
        _hide_permalinks(root)
        self._place_figures(root, source)
        if renderer is not None:
            self._place_formulas(root, source, renderer)
        self.extension.page = page

    def _place_figures(self, root: Element, source: Source) -> None:
        lines = LineFinder(source.body, source.first_line)
        for parent in root.iter():
            for image in [child for child in parent if child.tag == "img"]:
                address, alternative = image.get("src", ""), image.get("alt", "").strip()
                line = lines.find([f"]({address}", address])
                if not alternative:
                    message = "the image has no text for readers who cannot see it: write it in the square brackets"
                    self._report(source, line, "E210", message)
                if address.startswith(FIGURE_SCHEME):
                    self._place_figure(parent, image, source, line)

    def _place_figure(self, parent: Element, image: Element, source: Source, line: int) -> None:
        name = image.get("src", "").removeprefix(FIGURE_SCHEME)
        drawing = self.extension.drawing(name)
        if drawing is None:
            message = f'there is no figure "{name}": its function under signposts/figures/ must be registered as such'
            self._report(source, line, "E209", message)
            return
        if parent.tag != "p" or len(parent) != 1 or (parent.text or "").strip() or (image.tail or "").strip():
            self._report(source, line, "E209", f'the figure "{name}" must stand in a paragraph of its own')
            return
        markup = figure_html(drawing, image.get("alt", ""), html.unescape(image.get("title", "")))
        parent.remove(image)
        parent.tag, parent.text = "div", self.extension.keep(markup)

    def _place_formulas(self, root: Element, source: Source, renderer: FormulaRenderer) -> None:
        lines = LineFinder(source.body, source.first_line)
        rendered: list[Formula] = []
        for element in [element for element in root.iter() if is_formula(element)]:
            display = element.tag == "div"
            text = html.unescape(element.text or "") if display else element.text or ""
            tex = text.strip()[2:-2]
            line = lines.find([tex])
            try:
                formula = renderer.render(tex, display)
            except FormulaError as error:
                self._report(source, line, "E301", f"MathJax refuses the formula {' '.join(tex.split())!r}: {error}")
                continue
            except RendererError as error:
                self._report(source, line, "E302", str(error))
                return
            rendered.append(formula)
            element.text = self.extension.keep(formula.html(display))
            element.attrib.clear()
            if not display:
                _keep_punctuation(element)
        if sheet := glyph_sheet(rendered):
            root.append(_holder(self.extension.keep(sheet)))

    def _report(self, source: Source, line: int, code: str, message: str) -> None:
        self.extension.findings.append(Finding(source.path, line, code, message))


def _hide_permalinks(root: Element) -> None:
    """Keep the mark behind a heading from being read with it: the list of questions has the same links, with words."""
    for link in root.iter("a"):
        if link.get("class") == "headerlink":
            link.set("aria-hidden", "true")
            link.set("tabindex", "-1")


def _keep_punctuation(element: Element) -> None:
    """Keep the punctuation that follows a formula on its line: browsers break a line beside any picture."""
    tail = element.tail or ""
    rest = tail.lstrip(PUNCTUATION)
    if rest != tail:
        element.set("class", "unbroken")
        element.text = f"{element.text}{tail[: len(tail) - len(rest)]}"
        element.tail = rest


def _holder(text: str) -> Element:
    element = Element("div")
    element.text = text
    return element


class _SafetyPostprocessor(Postprocessor):
    """Reports what may not stand in a page, and hands the page over."""

    def __init__(self, md: Markdown, extension: SignpostsExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, text: str) -> str:
        page = self.extension.page
        if page is None:
            # The table of contents sends each heading through here before the page has been read.
            return text
        self.extension.page = None
        check = _SafetyCheck(self.extension.source())
        check.feed(text)
        check.close()
        self.extension.collect(page, self.extension.findings + check.findings)
        return text


class _SafetyCheck(HTMLParser):
    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source, self.findings = source, []
        self._reported: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self._report(f"<{tag}", "E206", f"<{tag}> may not stand in a page: write Markdown instead")
            return
        for name, value in attributes:
            if not attribute_allowed(tag, name, value or ""):
                self._report(name, "E207", f'the attribute "{name}" may not stand on <{tag}>: remove it')
            elif name in ("href", "src") and not (value or "").startswith(FIGURE_SCHEME):
                self._check_address(value or "")

    def handle_pi(self, data: str) -> None:
        self._report(f"<?{data[:10]}", "E206", "<? … > may not stand in a page: write Markdown instead")

    def _check_address(self, address: str) -> None:
        # Browsers ignore control characters and blanks in a scheme, so this check does too.
        plain = "".join(character for character in address if character > " ")
        scheme, colon, _ = plain.partition(":")
        if colon and scheme.isascii() and scheme.replace("-", "").isalnum() and scheme.lower() not in LINK_SCHEMES:
            message = f'"{scheme.lower()}:" may not stand in a link: use https://, http:// or mailto:'
            self._report(address, "E208", message)

    def _report(self, needle: str, code: str, message: str) -> None:
        if message not in self._reported:
            self._reported.add(message)
            line = LineFinder(self.source.body, self.source.first_line).find(
                [needle, needle.upper(), needle.partition(":")[2]]
            )
            self.findings.append(Finding(self.source.path, line, code, message))


class _PiecesPostprocessor(Postprocessor):
    """Puts figures and formulas where their stand-ins are."""

    def __init__(self, md: Markdown, extension: SignpostsExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, text: str) -> str:
        return _MARK.sub(lambda match: self.extension.pieces[int(match[2])], text)


def makeExtension(**settings: Any) -> SignpostsExtension:  # noqa: N802 - the name is the library's
    """What Python-Markdown calls to load the extension."""
    return SignpostsExtension(**settings)
