"""Figures of the page on data preprocessing."""

import numpy as np

from signposts.figures.kit import Axes, Drawing, figure

_PANEL_WIDTH, _PANEL_HEIGHT = 220, 156


def _cloud() -> np.ndarray:
    """90 points of two correlated features; shape (90, 2)."""
    hidden = np.random.default_rng(12).normal(size=(90, 2))
    return np.array([2.9, 0.9]) + hidden @ np.array([[1.45, 0.95], [0.0, 0.5]])


def _versions(points: np.ndarray) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Title, points and arrows of each version; the arrows are the principal directions, two deviations long."""
    centred = points - points.mean(axis=0)
    eigenvalues, vectors = np.linalg.eigh(np.cov(points.T, bias=True))
    order = eigenvalues.argsort()[::-1]
    # An eigenvector may point either way: to the right and upwards here.
    vectors = vectors[:, order] * np.sign(vectors[[0, 1], order])
    arrows = 2 * (vectors * np.sqrt(eigenvalues[order])).T
    maps = {
        "raw": np.eye(2),
        "standardised": np.diag(1 / points.std(axis=0)),
        "PCA-whitened": vectors / np.sqrt(eigenvalues[order]),
        "ZCA-whitened": vectors / np.sqrt(eigenvalues[order]) @ vectors.T,
    }
    return [(title, points if title == "raw" else centred @ matrix, arrows @ matrix) for title, matrix in maps.items()]


def _scatter(plot: Axes, points: np.ndarray) -> None:
    """Draw the points as the round ends of lines without length, which keeps the file small."""
    scale = 1.4  # of the thick line, 3 units wide, to make dots that stay visible on a phone
    dots = "".join(f"M{plot.x(x) / scale:.1f} {plot.y(y) / scale:.1f}h0" for x, y in points)
    plot.drawing.add(f'<g transform="scale({scale})">')
    plot.drawing.path(dots, cls="thick c1")
    plot.drawing.add("</g>")


def _panel(drawing: Drawing, corner: tuple[float, float], title: str, points: np.ndarray, arrows: np.ndarray) -> None:
    """One scatter with its principal directions, at the same scale along both axes and in all panels."""
    box = (*corner, _PANEL_WIDTH, _PANEL_HEIGHT)
    plot = drawing.axes(box=box, xlim=(-3.2, 6.9), ylim=(-3.1, 4.06), xticks=(0, 5), yticks=(0,))
    drawing.text(corner[0] + 10, corner[1] + 16, title, cls="strong", anchor="start")
    _scatter(plot, points)
    middle = points.mean(axis=0)
    for arrow, cls, name in zip(arrows, ("c2", "c3"), ("u₁", "u₂"), strict=True):
        end = middle + arrow
        drawing.arrow(plot.x(middle[0]), plot.y(middle[1]), plot.x(end[0]), plot.y(end[1]), cls=f"thick {cls}")
        tip = middle + arrow * (1 + 0.62 / np.linalg.norm(arrow))
        drawing.text(plot.x(tip[0]), plot.y(tip[1]) + 5, name, cls=f"strong {cls}")


@figure("data-preprocessing-whitening")
def whitening() -> str:
    """The same correlated cloud raw, standardised, PCA-whitened and ZCA-whitened."""
    drawing = Drawing(480, 368)
    for number, (title, points, arrows) in enumerate(_versions(_cloud())):
        corner = (18 + number % 2 * (_PANEL_WIDTH + 20), 6 + number // 2 * (_PANEL_HEIGHT + 28))
        _panel(drawing, corner, title, points, arrows)
    return drawing.svg()
