"""Figures of the page on YOLO."""

import math

from signposts.figures.kit import Drawing, figure


@figure("yolo-grid")
def yolo_grid() -> str:
    """YOLOv1's 7 by 7 grid with the responsible cell of one object, and the 30 numbers of that cell."""
    d = Drawing(480, 306)
    cell, left, top = 28, 14, 10
    for i in range(8):
        d.line(left + i * cell, top, left + i * cell, top + 7 * cell, cls="muted")
        d.line(left, top + i * cell, left + 7 * cell, top + i * cell, cls="muted")
    d.rect(left + 3 * cell, top + 4 * cell, cell, cell, cls="soft c5")
    d.rect(left + 3 * cell, top + 4 * cell, cell, cell, cls="l thick c5")
    x, y, w, h = left + 3.62 * cell, top + 4.4 * cell, 3.9 * cell, 4.3 * cell
    d.rect(x - w / 2, y - h / 2, w, h, cls="l thick c1")
    d.circle(x, y, 5, cls="fill c1")
    for row, (text, cls) in enumerate(
        (
            ("the object's box", "c1"),
            ("its centre", "c1"),
            ("the cell that holds the", "c5"),
            ("centre is responsible", "c5"),
        )
    ):
        d.text(228, 66 + 26 * row, text, cls=cls, anchor="start")
    d.text(228, 184, "7 × 7 cells × 30 numbers", cls="strong", anchor="start")
    d.arrow(left + 3.5 * cell, top + 7 * cell + 4, left + 3.5 * cell, 238, cls="c5")
    _cell_vector(d, 14, 242)
    return d.svg()


def _cell_vector(d: Drawing, left: float, top: float) -> None:
    """The 30 numbers of a cell: two boxes of five numbers, and twenty class probabilities."""
    x = left
    for label, names, cls in (("box 1", "xywhC", "c1"), ("box 2", "xywhC", "c4")):
        for name in names:
            d.rect(x, top, 20, 26, cls=f"soft line {cls}")
            d.text(x + 10, top + 18, name, cls="small italic")
            x += 20
        d.text(x - 50, top + 46, label, cls=f"small {cls}")
    for _ in range(20):
        d.rect(x, top, 12.4, 26, cls="soft line c3")
        x += 12.4
    d.text(x - 124, top + 46, "20 class probabilities, shared by both", cls="small c3")


#: The worked example of decoding: cell, prior size (in cells) and the four raw outputs.
CELL, PRIOR, RAW = (3, 2), (2.5, 1.5), (0.4, -0.6, 0.3, -0.2)


def decode(cell: tuple, prior: tuple, raw: tuple) -> tuple[float, float, float, float]:
    """Centre and size of a YOLOv2 box in grid units."""
    tx, ty, tw, th = raw
    return (
        1 / (1 + math.exp(-tx)) + cell[0],
        1 / (1 + math.exp(-ty)) + cell[1],
        prior[0] * math.exp(tw),
        prior[1] * math.exp(th),
    )


@figure("yolo-box-decoding")
def yolo_box_decoding() -> str:
    """Prior and predicted box of the worked example on the grid."""
    d = Drawing(480, 300)
    cell, left, top = 50, 18, 14
    for i in range(8):
        d.line(left + i * cell, top, left + i * cell, top + 5 * cell, cls="grid")
    for i in range(6):
        d.line(left, top + i * cell, left + 7 * cell, top + i * cell, cls="grid")
    d.rect(left + CELL[0] * cell, top + CELL[1] * cell, cell, cell, cls="soft c5")
    x, y, w, h = (cell * value for value in decode(CELL, PRIOR, RAW))
    pw, ph = cell * PRIOR[0], cell * PRIOR[1]
    px, py = left + (CELL[0] + 0.5) * cell, top + (CELL[1] + 0.5) * cell
    d.path(f"M{px - pw / 2} {py - ph / 2}h{pw}v{ph}h{-pw}Z", cls="c2", dashed=True)
    d.rect(left + x - w / 2, top + y - h / 2, w, h, cls="l thick c1")
    d.circle(left + x, top + y, 5, cls="fill c1")
    d.line(left, top + y, left + CELL[0] * cell, top + y, cls="muted", dashed=True)
    d.line(left + x, top, left + x, top + CELL[1] * cell, cls="muted", dashed=True)
    d.line(left + CELL[0] * cell, top + y, left + x, top + y, cls="c1")
    d.line(left + x, top + CELL[1] * cell, left + x, top + y, cls="c1")
    d.text(left + 1.1 * cell, top + y - 7, "3 cells", cls="muted small")
    d.text(left + x + 6, top + 0.7 * cell, "2 cells", cls="muted small", anchor="start")
    d.text(left + 7 * cell + 14, top + 96, "prior", cls="c2", anchor="start")
    d.text(left + 7 * cell + 14, top + 116, "2.5 × 1.5", cls="c2 small", anchor="start")
    d.text(left + 7 * cell + 14, top + 150, "box", cls="c1", anchor="start")
    d.text(left + 7 * cell + 14, top + 170, f"{w / cell:.2f} × {h / cell:.2f}", cls="c1 small", anchor="start")
    d.text(left + 7 * cell + 14, top + 190, f"at {x / cell:.2f}, {y / cell:.2f}", cls="c1 small", anchor="start")
    d.text(left + 3.5 * cell, 288, "grid cells of 32 pixels", cls="small muted")
    return d.svg()


#: YOLOv3 on 416 pixels: cells a side and the three anchors (width, height in pixels) of each scale.
SCALES = [
    (13, [(116, 90), (156, 198), (373, 326)]),
    (26, [(30, 61), (62, 45), (59, 119)]),
    (52, [(10, 13), (16, 30), (33, 23)]),
]


@figure("yolo-three-scales")
def yolo_three_scales() -> str:
    """The three grids of YOLOv3 with the anchors of a middle cell, to scale."""
    d = Drawing(480, 218)
    side = 144
    for number, (cells, anchors) in enumerate(SCALES):
        left, top, step = 12 + number * 156, 24, side / cells
        lines = "".join(
            f"M{left + i * step:.1f} {top}v{side}M{left} {top + i * step:.1f}h{side}" for i in range(cells + 1)
        )
        d.path(lines, cls="grid")
        centre = (cells // 2 + 0.5) * step
        for (w, h), cls in zip(anchors, ("c1", "c2", "c3"), strict=True):
            w, h = w * side / 416, h * side / 416
            d.rect(left + centre - w / 2, top + centre - h / 2, w, h, cls=f"l {cls}")
        d.text(left + side / 2, 17, f"stride {416 // cells}", cls="small muted")
        d.text(left + side / 2, top + side + 22, f"{cells} × {cells} × 3", cls="strong")
        d.text(left + side / 2, top + side + 42, f"= {cells * cells * 3} boxes", cls="small")
    return d.svg()
