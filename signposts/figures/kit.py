"""A small drawing kit for the figures: SVG text in, SVG text out, no drawing library.

Every figure is a function without arguments, registered by ``@figure("its-name")``, that returns
``Drawing(...).svg()``. A page shows it with a Markdown image, ``![what it shows](figure:its-name "Caption")``.
Colours are CSS classes (``ink``, ``muted``, ``c1`` … ``c5``), so that one drawing serves both colour schemes.

Coordinates are SVG user units: x to the right, y down. A drawing is at most 480 units wide, so that its text
(15 units, small 13) stays readable on a phone.
"""

from collections.abc import Callable, Iterable, Sequence
from html import escape

Point = tuple[float, float]

#: The strongest tint of a cell: ink on it has a contrast above 4.5 with each colour, in both schemes.
DEEPEST_TINT = 0.42

#: Every registered figure: name → function that draws it.
FIGURES: dict[str, Callable[[], str]] = {}


def figure(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Register a drawing function under ``name``; raises ValueError when the name is taken."""

    def register(draw: Callable[[], str]) -> Callable[[], str]:
        if name in FIGURES:
            raise ValueError(f"two figures are named {name!r}")
        FIGURES[name] = draw
        return draw

    return register


def _n(value: float) -> str:
    """A number with at most two decimals: the smallest text that a reader cannot tell from the exact one."""
    text = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


class Drawing:
    """An SVG picture under construction; every method adds one shape and returns nothing."""

    def __init__(self, width: float = 480, height: float = 260) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def add(self, markup: str) -> None:
        """Add ready SVG markup, for what the other methods cannot draw."""
        self._parts.append(markup)

    def text(self, x: float, y: float, text: str, *, cls: str = "", anchor: str = "middle", rotate: float = 0) -> None:
        """Write one line whose baseline is at (x, y). cls: any of small, strong, italic, muted, c1 … c5, on."""
        turn = f' transform="rotate({_n(rotate)} {_n(x)} {_n(y)})"' if rotate else ""
        self.add(f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" class="t {cls}"{turn}>{escape(text)}</text>')

    def line(self, x1: float, y1: float, x2: float, y2: float, *, cls: str = "ink", dashed: bool = False) -> None:
        """Draw a straight line."""
        self.path(f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}", cls=cls, dashed=dashed)

    def arrow(
        self, x1: float, y1: float, x2: float, y2: float, *, cls: str = "ink", dashed: bool = False, bend: float = 0
    ) -> None:
        """Draw an arrow from (x1, y1) to (x2, y2); ``bend`` bows it to its left by that many units."""
        dx, dy = x2 - x1, y2 - y1
        length = (dx * dx + dy * dy) ** 0.5 or 1.0
        cx, cy = (x1 + x2) / 2 + bend * dy / length, (y1 + y2) / 2 - bend * dx / length
        curve = f"Q{_n(cx)} {_n(cy)} {_n(x2)} {_n(y2)}" if bend else f"L{_n(x2)} {_n(y2)}"
        self.path(f"M{_n(x1)} {_n(y1)}{curve}", cls=cls, dashed=dashed)
        # The head: a triangle along the direction in which the line arrives.
        tx, ty = (x2 - cx, y2 - cy) if bend else (dx, dy)
        norm = (tx * tx + ty * ty) ** 0.5 or 1.0
        ux, uy = tx / norm, ty / norm
        head = [(x2, y2), (x2 - 8 * ux - 4 * uy, y2 - 8 * uy + 4 * ux), (x2 - 8 * ux + 4 * uy, y2 - 8 * uy - 4 * ux)]
        self.polygon(head, cls=f"fill {cls}")

    def polyline(self, points: Iterable[Point], *, cls: str = "c1", dashed: bool = False) -> None:
        """Draw a curve through the points."""
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.add(f'<polyline points="{_points(points)}" class="l {cls}"{dash}/>')

    def polygon(self, points: Iterable[Point], *, cls: str = "soft c1") -> None:
        """Draw a closed, filled shape. cls: fill (full colour) or soft (a tint), with a colour."""
        self.add(f'<polygon points="{_points(points)}" class="{cls}"/>')

    def path(self, d: str, *, cls: str = "ink", dashed: bool = False) -> None:
        """Draw an SVG path as a line."""
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.add(f'<path d="{d}" class="l {cls}"{dash}/>')

    def rect(self, x: float, y: float, w: float, h: float, *, cls: str = "soft c1", r: float = 0) -> None:
        """Draw a rectangle. cls: fill, soft or l (outline only), with a colour."""
        corner = f' rx="{_n(r)}"' if r else ""
        self.add(f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}"{corner} class="{cls}"/>')

    def circle(self, x: float, y: float, r: float, *, cls: str = "fill c1") -> None:
        """Draw a disc (or, with cls="l …", a ring)."""
        self.add(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" class="{cls}"/>')

    def box(
        self, x: float, y: float, w: float, h: float, label: str = "", *, cls: str = "c1", text_cls: str = ""
    ) -> None:
        """Draw a rounded, tinted, outlined box with a centred label; each line break in it starts a new line."""
        self.rect(x, y, w, h, cls=f"soft line {cls}", r=6)
        rows = label.split("\n") if label else []
        for number, row in enumerate(rows):
            self.text(x + w / 2, y + h / 2 + 5 + 18 * (number - (len(rows) - 1) / 2), row, cls=text_cls)

    def cells(
        self,
        x: float,
        y: float,
        values: Sequence[Sequence[object]],
        *,
        size: float = 30,
        cls: str = "c1",
        shade: Sequence[Sequence[float]] | None = None,
        highlight: Iterable[tuple[int, int]] = (),
    ) -> None:
        """Draw a matrix of labelled cells, top left corner at (x, y).

        values: rows of labels ("" for none). shade: numbers in 0..1 of the same shape, how strongly each cell is
        tinted. highlight: (row, column) pairs that get a strong outline.
        """
        for i, row in enumerate(values):
            for j, value in enumerate(row):
                left, top = x + j * size, y + i * size
                tint = "" if shade is None else f' fill-opacity="{_n(min(1.0, max(0.0, shade[i][j])) * DEEPEST_TINT)}"'
                self.add(
                    f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(size)}" height="{_n(size)}"'
                    f' class="soft line {cls}"{tint}/>'
                )
                if value != "":
                    self.text(left + size / 2, top + size / 2 + 5, str(value))
        for i, j in highlight:
            self.rect(x + j * size + 1, y + i * size + 1, size - 2, size - 2, cls="l thick c2")

    def axes(self, **settings: object) -> "Axes":
        """A pair of axes drawn on this picture: see :class:`Axes` for the settings."""
        return Axes(self, **settings)  # type: ignore[arg-type]

    def svg(self) -> str:
        """The finished picture, without a name: the page gives it one from the image's alternative text."""
        return (
            f'<svg class="figure" viewBox="0 0 {_n(self.width)} {_n(self.height)}" width="{_n(self.width)}"'
            f' height="{_n(self.height)}">{"".join(self._parts)}</svg>'
        )


class Axes:
    """A plotting area with linear axes on a drawing.

    box: (left, top, width, height) of the area in drawing units; xlim, ylim: the data range; xticks, yticks: tick
    positions, or (position, label) pairs. Leave about 45 units on the left and 45 below for the labels.
    """

    def __init__(
        self,
        drawing: Drawing,
        *,
        box: tuple[float, float, float, float],
        xlim: tuple[float, float],
        ylim: tuple[float, float],
        xticks: Sequence[object] = (),
        yticks: Sequence[object] = (),
        xlabel: str = "",
        ylabel: str = "",
        grid: bool = True,
    ) -> None:
        self.drawing, self.box, self.xlim, self.ylim = drawing, box, xlim, ylim
        left, top, width, height = box
        for position, label in map(_tick, xticks):
            x = self.x(position)
            if grid:
                drawing.line(x, top, x, top + height, cls="grid")
            drawing.text(x, top + height + 17, label, cls="small muted")
        for position, label in map(_tick, yticks):
            y = self.y(position)
            if grid:
                drawing.line(left, y, left + width, y, cls="grid")
            drawing.text(left - 7, y + 4, label, cls="small muted", anchor="end")
        drawing.path(f"M{_n(left)} {_n(top)}V{_n(top + height)}H{_n(left + width)}", cls="axis")
        if xlabel:
            drawing.text(left + width / 2, top + height + 37, xlabel, cls="small")
        if ylabel:
            drawing.text(left - 34, top + height / 2, ylabel, cls="small", rotate=-90)

    def x(self, value: float) -> float:
        """Data x → drawing x."""
        left, _, width, _ = self.box
        return left + (value - self.xlim[0]) / (self.xlim[1] - self.xlim[0]) * width

    def y(self, value: float) -> float:
        """Data y → drawing y."""
        _, top, _, height = self.box
        return top + height - (value - self.ylim[0]) / (self.ylim[1] - self.ylim[0]) * height

    def line(self, xs: Iterable[float], ys: Iterable[float], *, cls: str = "c1", dashed: bool = False) -> None:
        """Draw a curve in data coordinates; what leaves the area is cut off at its edge."""
        low, high = self.ylim
        run: list[Point] = []
        for x, y in zip(xs, ys, strict=True):
            if low <= y <= high:
                run.append((self.x(x), self.y(y)))
                continue
            # Keep the one point at the edge so that the curve visibly leaves, then start a new run.
            run.append((self.x(x), self.y(min(high, max(low, y)))))
            if len(run) > 1:
                self.drawing.polyline(run, cls=cls, dashed=dashed)
            run = [run[-1]]
        if len(run) > 1:
            self.drawing.polyline(run, cls=cls, dashed=dashed)

    def area(self, xs: Sequence[float], ys: Sequence[float], *, base: float = 0.0, cls: str = "soft c1") -> None:
        """Fill between a curve and the horizontal line y = base."""
        curve = [(self.x(x), self.y(y)) for x, y in zip(xs, ys, strict=True)]
        self.drawing.polygon([(curve[0][0], self.y(base)), *curve, (curve[-1][0], self.y(base))], cls=cls)

    def dots(self, xs: Iterable[float], ys: Iterable[float], *, r: float = 3, cls: str = "fill c1") -> None:
        """Draw a scatter of discs."""
        for x, y in zip(xs, ys, strict=True):
            self.drawing.circle(self.x(x), self.y(y), r, cls=cls)

    def bars(self, xs: Iterable[float], heights: Iterable[float], *, width: float = 0.8, cls: str = "fill c1") -> None:
        """Draw vertical bars from y = 0, ``width`` in data units."""
        for x, height in zip(xs, heights, strict=True):
            left, right = self.x(x - width / 2), self.x(x + width / 2)
            top, bottom = sorted((self.y(height), self.y(0)))
            self.drawing.rect(left, top, right - left, bottom - top, cls=cls)

    def label(self, x: float, y: float, text: str, *, cls: str = "c1", anchor: str = "start") -> None:
        """Write a label at a data position, usually in its curve's colour: it replaces a legend."""
        self.drawing.text(self.x(x), self.y(y), text, cls=cls, anchor=anchor)


def _tick(tick: object) -> tuple[float, str]:
    if isinstance(tick, tuple):
        return float(tick[0]), str(tick[1])
    return float(tick), _n(float(tick)).replace("-", "−")  # type: ignore[arg-type]
