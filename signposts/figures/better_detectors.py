"""Figures of the page on better training for detectors."""

from itertools import permutations

import numpy as np

from signposts.figures.kit import Drawing, figure
from signposts.figures.object_detection import Box, iou

TARGET: Box = (0, 0, 10, 10)


def enclosing(a: Box, b: Box) -> Box:
    """The smallest box around both."""
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def area(box: Box) -> float:
    """Width times height."""
    return (box[2] - box[0]) * (box[3] - box[1])


def giou(a: Box, b: Box) -> float:
    """Generalised IoU: IoU less the empty share of the enclosing box."""
    overlap = iou(a, b)
    union = (area(a) + area(b)) / (1 + overlap)
    hull = area(enclosing(a, b))
    return overlap - (hull - union) / hull


def diou(a: Box, b: Box) -> float:
    """Distance IoU: IoU less the squared distance of the centres over the squared diagonal around both."""
    hull = enclosing(a, b)
    dx, dy = (a[0] + a[2] - b[0] - b[2]) / 2, (a[1] + a[3] - b[1] - b[3]) / 2
    return iou(a, b) - (dx**2 + dy**2) / ((hull[2] - hull[0]) ** 2 + (hull[3] - hull[1]) ** 2)


@figure("same-distance-different-iou")
def same_distance() -> str:
    """Four predictions with corner distance 4 from the same target, and their IoU."""
    d = Drawing(480, 164)
    unit = 7
    for number, shift in enumerate(((2, 2, -2, -2), (2, 2, 2, 2), (-2, -2, 2, 2), (0, 0, 4, 0))):
        left, top = 22 + number * 116, 22
        guess = tuple(value + move for value, move in zip(TARGET, shift, strict=True))
        d.rect(left, top, 10 * unit, 10 * unit, cls="soft c1")
        d.rect(left, top, 10 * unit, 10 * unit, cls="l c1")
        d.rect(
            left + guess[0] * unit,
            top + guess[1] * unit,
            (guess[2] - guess[0]) * unit,
            (guess[3] - guess[1]) * unit,
            cls="l thick c2",
        )
        d.text(left + 5 * unit, 132, f"IoU {iou(TARGET, guess):.2f}", cls="strong")
        d.text(left + 5 * unit, 154, f"GIoU {giou(TARGET, guess):.2f}", cls="small muted")
    return d.svg()


def scattered_boxes(count: int) -> np.ndarray:
    """Random boxes around the target, from nearly equal to far off; shape (count, 4)."""
    rng = np.random.default_rng(0)
    boxes = np.array(TARGET) + rng.normal(0, 1, (4 * count, 4)) * rng.uniform(0.2, 3, (4 * count, 1))
    valid = (boxes[:, 2] > boxes[:, 0] + 0.5) & (boxes[:, 3] > boxes[:, 1] + 0.5)
    return boxes[valid][:count]


@figure("corner-distance-and-iou")
def corner_distance_and_iou() -> str:
    """Corner distance against IoU for random boxes around one target."""
    d = Drawing(480, 300)
    axes = d.axes(
        box=(52, 12, 414, 236),
        xlim=(0, 8),
        ylim=(0, 1),
        xticks=(0, 2, 4, 6, 8),
        yticks=(0, 0.2, 0.4, 0.6, 0.8, 1),
        xlabel="corner distance",
        ylabel="IoU",
    )
    boxes = scattered_boxes(150)
    distance = np.linalg.norm(boxes - np.array(TARGET), axis=1)
    overlap = np.array([iou(TARGET, tuple(box)) for box in boxes])
    d.line(axes.x(4), axes.y(0), axes.x(4), axes.y(1), cls="c2", dashed=True)
    axes.dots(distance, overlap, r=2.5, cls="fill c1")
    axes.label(4.25, 0.91, "same distance,", cls="small c2")
    axes.label(4.25, 0.85, "different IoU", cls="small c2")
    return d.svg()


@figure("giou-disjoint")
def giou_disjoint() -> str:
    """IoU, GIoU and DIoU of two equal squares that are moved apart."""
    d = Drawing(480, 330)
    axes = d.axes(
        box=(56, 72, 410, 212),
        xlim=(0, 4),
        ylim=(-0.8, 1),
        xticks=(0, 1, 2, 3, 4),
        yticks=(-0.5, 0, 0.5, 1),
        xlabel="shift, in widths of the square",
    )
    shifts = np.linspace(0, 4, 61)
    square: Box = (0, 0, 1, 1)
    moved: list[Box] = [(s, 0, 1 + s, 1) for s in shifts]
    axes.line(shifts, [diou(square, box) for box in moved], cls="c3")
    axes.line(shifts, [giou(square, box) for box in moved], cls="c2")
    axes.line(shifts, [iou(square, box) for box in moved], cls="c1 thick")
    axes.label(3.9, 0.06, "IoU", cls="c1", anchor="end")
    axes.label(1.95, -0.24, "GIoU", cls="c2")
    axes.label(1.7, -0.52, "DIoU", cls="c3", anchor="end")
    for shift, note in ((0.5, "overlap"), (1.9, "disjoint")):
        x, y, side = axes.x(shift) - 30, 26, 28
        d.rect(x, y, side * (1 + shift), side, cls="l axis")
        d.rect(x, y, side, side, cls="soft line c1")
        d.rect(x + side * shift, y, side, side, cls="soft line c2")
        d.text(x + side * (1 + shift) / 2, 18, note, cls="small muted")
    return d.svg()


#: DETR's toy example: boxes as corners in shares of the image; two objects (cat, dog) and four queries.
OBJECTS: list[Box] = [(0.1, 0.3, 0.4, 0.8), (0.35, 0.25, 0.8, 0.85)]
QUERIES: list[Box] = [(0.3, 0.3, 0.75, 0.9), (0.08, 0.32, 0.45, 0.8), (0.15, 0.28, 0.55, 0.82), (0.7, 0.05, 0.95, 0.3)]
#: Probability of cat and of dog for each query.
PROBABILITIES = np.array([[0.1, 0.5], [0.6, 0.2], [0.7, 0.25], [0.1, 0.05]])


def matching_cost() -> np.ndarray:
    """DETR's matching cost of every query (row) with every object (column)."""
    costs = np.zeros((len(QUERIES), len(OBJECTS)))
    for i, query in enumerate(QUERIES):
        for j, target in enumerate(OBJECTS):
            l1 = np.abs(_centre_size(query) - _centre_size(target)).sum()
            costs[i, j] = -PROBABILITIES[i, j] + 5 * l1 + 2 * (1 - giou(query, target))
    return costs


def _centre_size(box: Box) -> np.ndarray:
    return np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]])


def best_matching(costs: np.ndarray) -> tuple[int, ...]:
    """The query of each object with the least total cost, by trying all: fine for a toy."""
    rows, columns = costs.shape
    return min(permutations(range(rows), columns), key=lambda pick: sum(costs[i, j] for j, i in enumerate(pick)))


@figure("detr-matching")
def detr_matching() -> str:
    """Predicted and true boxes of the toy example, with its cost matrix and the best one-to-one matching."""
    d = Drawing(480, 262)
    left, top, side = 12, 16, 216
    d.rect(left, top, side, side, cls="l grid")
    for box, name, middle in zip(OBJECTS, ("cat", "dog"), (0.24, 0.65), strict=True):
        d.rect(
            left + box[0] * side, top + box[1] * side, (box[2] - box[0]) * side, (box[3] - box[1]) * side, cls="soft c1"
        )
        d.text(left + middle * side, top + (box[1] + box[3]) / 2 * side + 5, name, cls="strong c1")
    for number, box in enumerate(QUERIES, start=1):
        d.rect(
            left + box[0] * side, top + box[1] * side, (box[2] - box[0]) * side, (box[3] - box[1]) * side, cls="l c2"
        )
        x = left + box[2] * side + (9 if number == 2 else -9)
        d.text(x, top + box[1] * side + (-5 if number == 3 else 16), str(number), cls="strong c2")
    costs = matching_cost()
    pick = best_matching(costs)
    cells = [[f"{value:.2f}".replace("-", "−") for value in row] for row in costs]
    d.cells(320, 60, cells, size=42, cls="c5", highlight=[(i, j) for j, i in enumerate(pick)])
    d.text(341, 50, "cat")
    d.text(383, 50, "dog")
    d.text(362, 24, "matching cost", cls="strong")
    for i in range(len(QUERIES)):
        d.text(308, 86 + 42 * i, f"query {i + 1}", anchor="end", cls="small")
        d.text(414, 86 + 42 * i, "" if i in pick else "no object", anchor="start", cls="small muted")
    return d.svg()
