"""Figures of the page on two-stage detectors."""

import numpy as np

from signposts.figures.kit import Drawing, figure


@figure("faster-r-cnn")
def faster_r_cnn() -> str:
    """The path of an image through Faster R-CNN, with the two stages marked."""
    d = Drawing(480, 300)
    d.box(10, 116, 70, 56, "image")
    d.box(106, 116, 84, 56, "backbone\n(CNN)")
    d.box(216, 116, 84, 56, "feature\nmap", cls="c5")
    d.box(206, 16, 104, 50, "region pro-\nposal network", cls="c3", text_cls="small")
    d.box(356, 16, 110, 50, "300 to 2000\nproposals", cls="c3", text_cls="small")
    d.box(356, 116, 110, 56, "RoI pooling\n7 × 7 each", cls="c2")
    d.box(356, 214, 110, 56, "fully connected\nlayers", cls="c2", text_cls="small")
    d.box(200, 204, 110, 34, "class scores", cls="c2", text_cls="small")
    d.box(200, 246, 110, 34, "box corrections", cls="c2", text_cls="small")
    for start, end in ((80, 106), (190, 216), (300, 356)):
        d.arrow(start, 144, end, 144)
    d.arrow(258, 116, 258, 66)
    d.arrow(310, 41, 356, 41)
    d.arrow(411, 66, 411, 116)
    d.arrow(411, 172, 411, 214)
    d.arrow(356, 234, 310, 222)
    d.arrow(356, 252, 310, 263)
    d.text(100, 36, "stage 1: where may", cls="c3 small strong")
    d.text(100, 54, "something be?", cls="c3 small strong")
    d.text(100, 238, "stage 2: what is it,", cls="c2 small strong")
    d.text(100, 256, "and where exactly?", cls="c2 small strong")
    return d.svg()


@figure("region-proposal-anchors")
def region_proposal_anchors() -> str:
    """The nine anchors of Faster R-CNN at one position of a 1000 by 600 image."""
    d = Drawing(480, 352)
    scale, left, top = 0.45, 15, 42
    d.rect(left, top, 1000 * scale, 600 * scale, cls="soft muted")
    cx, cy = left + 500 * scale, top + 300 * scale
    for size, cls in ((512, "c1"), (256, "c2"), (128, "c3")):
        for ratio in (0.5, 1.0, 2.0):
            # ratio = height / width, area kept at size².
            w, h = size / ratio**0.5 * scale, size * ratio**0.5 * scale
            d.rect(cx - w / 2, cy - h / 2, w, h, cls=f"l {cls}")
    d.circle(cx, cy, 4, cls="fill ink")
    for row, (text, cls) in enumerate((("512²", "c1"), ("256²", "c2"), ("128²", "c3"))):
        d.text(left + 8, top + 24 + 22 * row, text, cls=f"strong {cls}", anchor="start")
    d.text(left + 444, 336, "image: 1000 × 600", cls="small muted", anchor="end")
    return d.svg()


def smooth_l1(x: np.ndarray) -> np.ndarray:
    """Smooth L1 loss with the change from square to line at 1."""
    size = np.abs(x)
    return np.where(size < 1, 0.5 * x**2, size - 0.5)


@figure("box-smooth-l1")
def smooth_l1_curves() -> str:
    """Smooth L1 beside the absolute and the squared error, and the three slopes."""
    d = Drawing(480, 266)
    x = np.linspace(-3, 3, 61)
    loss = d.axes(
        box=(40, 30, 190, 188),
        xlim=(-3, 3),
        ylim=(-0.8, 4.5),
        xticks=(-2, -1, 0, 1, 2),
        yticks=(0, 1, 2, 3, 4),
        xlabel="error x",
    )
    loss.line(x, x**2 / 2, cls="c2", dashed=True)
    loss.line(x, np.abs(x), cls="c3", dashed=True)
    loss.line(x, smooth_l1(x), cls="c1 thick")
    slope = d.axes(
        box=(280, 30, 190, 188),
        xlim=(-3, 3),
        ylim=(-3, 3),
        xticks=(-2, -1, 0, 1, 2),
        yticks=(-2, -1, 0, 1, 2),
        xlabel="error x",
    )
    slope.line(x, x, cls="c2", dashed=True)
    slope.line([-3, 0, 0, 3], [-1, -1, 1, 1], cls="c3", dashed=True)
    slope.line(x, np.clip(x, -1, 1), cls="c1 thick")
    d.text(135, 20, "loss", cls="strong")
    d.text(375, 20, "slope", cls="strong")
    loss.label(-1.9, 3.2, "x²/2", cls="c2")
    loss.label(-0.5, 1.4, "|x|", cls="c3", anchor="middle")
    loss.label(0, -0.6, "smooth L1", cls="c1", anchor="middle")
    slope.label(1.3, 2.2, "x", cls="c2")
    slope.label(-0.2, 1.15, "sign(x)", cls="c3", anchor="end")
    slope.label(0.2, -1.5, "smooth L1", cls="c1")
    return d.svg()


def shape_iou(sizes: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """IoU of every (w, h) with every centre (w, h), both boxes placed on the same middle; shape (N, k)."""
    shared = np.minimum(sizes[:, None], centres[None]).prod(axis=2)
    return shared / (sizes.prod(axis=1)[:, None] + centres.prod(axis=1)[None] - shared)


def sample_shapes() -> np.ndarray:
    """Widths and heights of made-up objects: upright people, wide cars, small square signs."""
    rng = np.random.default_rng(4)
    means = np.log([[45, 120], [150, 80], [32, 34]])
    return np.exp(np.concatenate([rng.normal(mean, 0.25, (24, 2)) for mean in means]))


def anchor_k_means(sizes: np.ndarray, k: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """k-means with the distance 1 − IoU; the new centre is the mean size of its boxes."""
    rng = np.random.default_rng(seed)
    centres = sizes[rng.choice(len(sizes), k, replace=False)]
    for _ in range(50):
        nearest = np.argmin(1 - shape_iou(sizes, centres), axis=1)
        updated = np.array([sizes[nearest == j].mean(axis=0) if (nearest == j).any() else centres[j] for j in range(k)])
        if np.allclose(updated, centres):
            break
        centres = updated
    return centres, nearest


@figure("anchor-k-means")
def anchor_clusters() -> str:
    """Box shapes of a small made-up data set and the three anchors found for them."""
    d = Drawing(480, 300)
    sizes = sample_shapes()
    centres, nearest = anchor_k_means(sizes, 3)
    axes = d.axes(
        box=(56, 12, 410, 232),
        xlim=(0, 270),
        ylim=(0, 220),
        xticks=(0, 50, 100, 150, 200, 250),
        yticks=(0, 50, 100, 150, 200),
        xlabel="box width in pixels",
    )
    d.text(14, 128, "box height in pixels", cls="small", rotate=-90)
    places = {"c1": (163, 108), "c2": (72, 172), "c3": (70, 22)}
    for j, cls in enumerate(places):
        w, h = centres[j]
        axes.dots(*sizes[nearest == j].T, r=3, cls=f"fill {cls}")
        d.rect(axes.x(0), axes.y(h), axes.x(w) - axes.x(0), axes.y(0) - axes.y(h), cls=f"soft {cls}")
        d.rect(axes.x(w) - 6, axes.y(h) - 6, 12, 12, cls=f"l thick {cls}")
        axes.label(*places[cls], f"{w:.0f} × {h:.0f}", cls=f"strong {cls}")
    mean_iou = shape_iou(sizes, centres).max(axis=1).mean()
    axes.label(262, 200, f"mean IoU with nearest anchor: {mean_iou:.2f}", cls="small", anchor="end")
    return d.svg()


#: The region of interest of the pooling example, in feature-map cells: left, top, right, bottom.
REGION = (1.3, 0.7, 6.9, 5.5)


@figure("roi-pooling-align")
def roi_pooling_align() -> str:
    """One region on a feature map: rounded bins of RoI pooling, exact bins and sample points of RoI align."""
    d = Drawing(480, 280)
    _roi_pool_panel(d, 14, 34)
    _roi_align_panel(d, 254, 34)
    return d.svg()


def _map_grid(d: Drawing, left: float, top: float, title: str, note: str) -> None:
    d.text(left + 106, 20, title, cls="strong")
    for i in range(9):
        d.line(left + 26.5 * i, top, left + 26.5 * i, top + 212, cls="grid")
        d.line(left, top + 26.5 * i, left + 212, top + 26.5 * i, cls="grid")
    d.text(left + 106, 266, note, cls="small muted")


def _region(d: Drawing, left: float, top: float, cls: str, dashed: bool = False) -> None:
    x1, y1, x2, y2 = (26.5 * value for value in REGION)
    d.path(f"M{left + x1:.1f} {top + y1:.1f}H{left + x2:.1f}V{top + y2:.1f}H{left + x1:.1f}Z", cls=cls, dashed=dashed)


def _roi_pool_panel(d: Drawing, left: float, top: float) -> None:
    _map_grid(d, left, top, "RoI pooling", "rounded; a maximum in each bin")
    x1, y1, x2, y2 = (round(value) for value in REGION)
    xs, ys = (x1, x1 + (x2 - x1) // 2, x2), (y1, y1 + (y2 - y1) // 2, y2)
    for i in range(2):
        for j in range(2):
            d.rect(
                left + 26.5 * xs[j],
                top + 26.5 * ys[i],
                26.5 * (xs[j + 1] - xs[j]),
                26.5 * (ys[i + 1] - ys[i]),
                cls="soft line c2",
            )
    _region(d, left, top, "c1", dashed=True)


def _roi_align_panel(d: Drawing, left: float, top: float) -> None:
    _map_grid(d, left, top, "RoI align", "exact; four points in each bin")
    _region(d, left, top, "c1")
    x1, y1, x2, y2 = REGION
    d.line(left + 26.5 * (x1 + x2) / 2, top + 26.5 * y1, left + 26.5 * (x1 + x2) / 2, top + 26.5 * y2, cls="c1")
    d.line(left + 26.5 * x1, top + 26.5 * (y1 + y2) / 2, left + 26.5 * x2, top + 26.5 * (y1 + y2) / 2, cls="c1")
    for i in range(4):
        for j in range(4):
            x, y = x1 + (x2 - x1) * (j + 0.5) / 4, y1 + (y2 - y1) * (i + 0.5) / 4
            d.circle(left + 26.5 * x, top + 26.5 * y, 4, cls="fill c3")


@figure("feature-pyramid")
def feature_pyramid() -> str:
    """Bottom-up and top-down path of a feature pyramid network."""
    d = Drawing(480, 300)
    rows = [(226, "C2", "P2", 4, 120), (160, "C3", "P3", 8, 96), (94, "C4", "P4", 16, 72), (28, "C5", "P5", 32, 50)]
    for number, (y, below, above, stride, width) in enumerate(rows):
        d.box(110 - width / 2, y, width, 38, below, cls="c5")
        d.box(300 - width / 2, y, width, 38, above, cls="c1")
        d.arrow(110 + width / 2, y + 19, 300 - width / 2, y + 19, cls="muted")
        d.arrow(300 + width / 2, y + 19, 398, y + 19, cls="c3")
        d.text(436, y + 24, f"head: {stride}", cls="small c3")
        if number < 3:
            d.arrow(110, y, 110, y - 28)
            d.arrow(300, y - 28, 300, y)
    d.text(192, 20, "1 × 1", cls="small muted")
    d.text(110, 290, "bottom-up: backbone", cls="small")
    d.text(316, 290, "top-down: × 2 and add", cls="small")
    d.text(436, 20, "stride", cls="small c3")
    return d.svg()
