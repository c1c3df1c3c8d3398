"""Figures of the page on object detection, IoU and mAP."""

import numpy as np

from signposts.figures.kit import Drawing, figure

Box = tuple[float, float, float, float]

#: The scene of the worked example: (left, top, right, bottom) in pixels.
OBJECTS: dict[str, Box] = {
    "A": (24, 52, 114, 172),
    "B": (150, 78, 250, 158),
    "C": (272, 48, 344, 188),
    "D": (378, 92, 458, 172),
    "E": (168, 186, 204, 222),
}
#: Detections of one class, by falling confidence.
DETECTIONS: list[tuple[float, Box]] = [
    (0.97, (27, 49, 117, 168)),
    (0.92, (216, 66, 316, 152)),
    (0.88, (143, 75, 246, 155)),
    (0.81, (280, 58, 361, 190)),
    (0.74, (12, 66, 102, 196)),
    (0.66, (372, 16, 432, 64)),
    (0.55, (388, 103, 468, 185)),
    (0.40, (60, 186, 126, 228)),
]


def iou(a: Box, b: Box) -> float:
    """Intersection over union of two boxes given by their corners."""
    width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    intersection = width * height
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - intersection
    return intersection / union


def match(threshold: float = 0.5) -> list[bool]:
    """Which detections are true positives; each object is matched once, by the most confident detection."""
    taken: set[str] = set()
    verdicts = []
    for _, box in DETECTIONS:
        name = max(OBJECTS, key=lambda key: iou(box, OBJECTS[key]))
        verdicts.append(iou(box, OBJECTS[name]) >= threshold and name not in taken)
        if verdicts[-1]:
            taken.add(name)
    return verdicts


def precision_recall(threshold: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """Precision and recall after each detection of the ranked list."""
    hits = np.cumsum(match(threshold))
    return hits / np.arange(1, len(DETECTIONS) + 1), hits / len(OBJECTS)


def envelope(precision: np.ndarray) -> np.ndarray:
    """Interpolated precision: the best precision at this recall or any higher one."""
    return np.maximum.accumulate(precision[::-1])[::-1]


def average_precision(threshold: float = 0.5) -> float:
    """All-point average precision: the area under the interpolated curve."""
    precision, recall = precision_recall(threshold)
    return float(np.sum(np.diff(recall, prepend=0.0) * envelope(precision)))


def nms(boxes: list[Box], scores: list[float], threshold: float) -> list[int]:
    """Greedy non-maximum suppression: the indices that stay, best first."""
    order = sorted(range(len(boxes)), key=lambda i: -scores[i])
    kept: list[int] = []
    for i in order:
        if all(iou(boxes[i], boxes[j]) <= threshold for j in kept):
            kept.append(i)
    return kept


def _outline(d: Drawing, box: Box, *, cls: str, dashed: bool = False, scale: float = 1, at: tuple = (0, 0)) -> None:
    x1, y1, x2, y2 = (scale * value + at[i % 2] for i, value in enumerate(box))
    d.path(f"M{x1:.1f} {y1:.1f}H{x2:.1f}V{y2:.1f}H{x1:.1f}Z", cls=cls, dashed=dashed)


@figure("iou-boxes")
def iou_boxes() -> str:
    """The worked example of IoU, and two shifted squares for a feeling of its size."""
    d = Drawing(480, 250)
    unit, left, top = 24, 14, 8
    for i in range(11):
        d.line(left + unit * i, top, left + unit * i, top + 8 * unit, cls="grid")
    for i in range(9):
        d.line(left, top + unit * i, left + 10 * unit, top + unit * i, cls="grid")
    truth, guess = (2, 1, 8, 6), (4, 3, 10, 7)
    d.rect(left + 4 * unit, top + 3 * unit, 4 * unit, 3 * unit, cls="soft c3")
    _outline(d, truth, cls="c1 thick", scale=unit, at=(left, top))
    _outline(d, guess, cls="c2 thick", scale=unit, at=(left, top))
    d.text(left + 4.2 * unit, top + 2 * unit + 5, "A = 30", cls="c1")
    d.text(left + 7.4 * unit, top + 6.5 * unit + 5, "B = 24", cls="c2")
    d.text(left + 6 * unit, top + 4.5 * unit + 5, "A ∩ B = 12", cls="c3 small strong")
    d.text(left + 5 * unit, top + 8 * unit + 26, f"IoU = 12 / 42 = {iou(truth, guess):.2f}", cls="strong")
    for shift, y in ((1 / 3, 14), (1 / 7, 126)):
        side, x = 84, 330
        square, moved = (0, 0, 1, 1), (shift, 0, 1 + shift, 1)
        d.rect(x + shift * side, y, (1 - shift) * side, side, cls="soft c3")
        _outline(d, square, cls="c1", scale=side, at=(x, y))
        _outline(d, moved, cls="c2", scale=side, at=(x, y))
        d.text(x + side * (1 + shift) / 2, y + side / 2 + 5, f"{iou(square, moved):.2f}", cls="strong c3")
    d.text(386, 240, "moved by 1/3, by 1/7", cls="small muted")
    return d.svg()


@figure("detection-scene")
def detection_scene() -> str:
    """The five objects and eight detections of the worked example."""
    d = Drawing(480, 246)
    d.rect(4, 4, 472, 238, cls="l grid")
    for name, box in OBJECTS.items():
        d.rect(box[0], box[1], box[2] - box[0], box[3] - box[1], cls="soft c1")
        _outline(d, box, cls="c1")
        d.text((box[0] + box[2]) / 2, (box[1] + box[3]) / 2 + 5, name, cls="strong c1")
    for rank, ((_, box), hit) in enumerate(zip(DETECTIONS, match(), strict=True), start=1):
        cls = "c3" if hit else "c2"
        _outline(d, box, cls=cls, dashed=True)
        d.text(*_rank_place(rank, box), str(rank), cls=f"strong {cls}")
    return d.svg()


def _rank_place(rank: int, box: Box) -> tuple[float, float]:
    """Where the rank of a detection stands: a corner of its box that no other line crosses."""
    x = box[2] - 8 if rank in (2, 4) else box[0] + (18 if rank in (1, 3, 7) else 7)
    return x, box[3] - (6 if rank != 7 else 16) if rank in (5, 7, 8) else box[1] + 20


@figure("detection-precision-recall")
def precision_recall_curve() -> str:
    """The precision-recall steps of the worked example, with the interpolated curve and its area."""
    d = Drawing(480, 320)
    ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
    axes = d.axes(
        box=(56, 14, 404, 252),
        xlim=(0, 1),
        ylim=(0, 1.08),
        xticks=ticks,
        yticks=ticks,
        xlabel="recall",
        ylabel="precision",
    )
    precision, recall = precision_recall()
    best = envelope(precision)
    xs, ys = [0.0], [float(best[0])]
    for r, p in zip(recall, best, strict=True):
        if r > xs[-1]:
            xs += [xs[-1], float(r)]
            ys += [float(p), float(p)]
    axes.area(xs, ys, cls="soft c1")
    axes.line([*xs, xs[-1]], [*ys, 0], cls="c1")
    axes.line(recall, precision, cls="muted", dashed=True)
    axes.dots(recall, precision, r=4, cls="fill c2")
    for rank, (r, p) in enumerate(zip(recall, precision, strict=True), start=1):
        axes.label(r + (0.015 if rank != 5 else -0.04), p - 0.055 if rank != 1 else p + 0.02, str(rank), cls="small c2")
    axes.label(0.1, 0.3, f"area = AP = {average_precision():.3f}", cls="strong c1")
    axes.label(0.82, 0.3, "E is never", cls="small muted")
    axes.label(0.82, 0.23, "found", cls="small muted")
    return d.svg()


NMS_BOXES: list[Box] = [
    (20, 40, 100, 160),
    (30, 50, 112, 166),
    (10, 30, 96, 148),
    (96, 44, 170, 150),
    (104, 52, 182, 160),
]
NMS_SCORES = [0.9, 0.8, 0.7, 0.85, 0.6]


@figure("nms-before-after")
def nms_before_after() -> str:
    """Five detections before non-maximum suppression and the two that stay after it."""
    d = Drawing(480, 226)
    kept = nms(NMS_BOXES, NMS_SCORES, 0.5)
    for panel, (indices, title) in enumerate((([0, 1, 2, 3, 4], "before"), (kept, "after, threshold 0.5"))):
        at = (panel * 244 + 14, 34)
        d.text(at[0] + 104, 20, title, cls="strong")
        for i in indices:
            _outline(
                d,
                NMS_BOXES[i],
                cls=("c1" if i < 3 else "c4") + (" thick" if i in kept else ""),
                dashed=i not in kept,
                at=at,
            )
        for i in indices:
            x, y = _score_place(i)
            d.text(at[0] + x, at[1] + y, f"{NMS_SCORES[i]:.2f}", cls="small " + ("c1" if i < 3 else "c4"))
    return d.svg()


def _score_place(index: int) -> tuple[float, float]:
    """Where the score of a detection stands: a corner of its box that the others leave free."""
    return [(64, 104), (72, 182), (34, 24), (134, 38), (166, 178)][index]
