"""Figures of the page on data augmentation."""

import math

import numpy as np

from signposts.figures.kit import Drawing, figure
from signposts.figures.pixels import draw_pixels

#: A letter R of 12×12 pixels: not symmetric, so that a mirror image shows.
LETTER = np.array(
    [
        [float(pixel == "#") for pixel in row]
        for row in (
            "............",
            "............",
            "..######....",
            "..##...##...",
            "..##...##...",
            "..##...##...",
            "..######....",
            "..##.##.....",
            "..##..##....",
            "..##...##...",
            "............",
            "............",
        )
    ]
)


def warp(image: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Sample the image bilinearly at ``matrix`` times each output position, both counted from the centre."""
    centre = (np.array(image.shape) - 1) / 2
    rows, columns = np.indices(image.shape)
    offsets = np.stack([rows.ravel(), columns.ravel()]) - centre[:, None]
    positions = matrix @ offsets + centre[:, None] + 1
    padded = np.pad(image, 1)
    positions = np.clip(positions, 0, np.array(padded.shape)[:, None] - 1.001)
    (i, j), (a, b) = np.floor(positions).astype(int), positions % 1
    upper = (1 - b) * padded[i, j] + b * padded[i, j + 1]
    lower = (1 - b) * padded[i + 1, j] + b * padded[i + 1, j + 1]
    return ((1 - a) * upper + a * lower).reshape(image.shape)


def versions() -> dict[str, np.ndarray]:
    """The letter and seven transformations of it, each computed."""
    turn = math.radians(15)
    rotation = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    noise = np.random.default_rng(0).normal(0, 0.12, LETTER.shape)
    cut = LETTER.copy()
    cut[3:7, 5:9] = 0
    return {
        "original": LETTER,
        "mirrored": LETTER[:, ::-1],
        "shifted": np.roll(LETTER, (1, 2), axis=(0, 1)),
        "rotated 15°": warp(LETTER, rotation),
        "zoomed in": warp(LETTER, np.eye(2) / 1.4),
        "less contrast": 0.25 + 0.5 * LETTER,
        "noise": LETTER * 0.8 + 0.1 + noise,
        "cutout": cut,
    }


@figure("augmented-pattern")
def augmented_pattern() -> str:
    """Eight versions of one small pattern."""
    drawing = Drawing(480, 268)
    for number, (label, image) in enumerate(versions().items()):
        left, top = 12 + 120 * (number % 4), 8 + 132 * (number // 4)
        draw_pixels(drawing, left, top, image, size=8, cls="c2" if label == "mirrored" else "c1")
        drawing.text(left + 48, top + 114, label, cls="small")
    return drawing.svg()


def beta_density(x: np.ndarray, alpha: float) -> np.ndarray:
    """The density of Beta(α, α)."""
    return (x * (1 - x)) ** (alpha - 1) * math.gamma(2 * alpha) / math.gamma(alpha) ** 2


@figure("mixup-beta")
def mixup_beta() -> str:
    """Densities of the mixing weight for four values of α."""
    drawing = Drawing(480, 290)
    axes = drawing.axes(
        box=(48, 14, 420, 226),
        xlim=(0, 1),
        ylim=(0, 2.6),
        xticks=(0, 0.25, 0.5, 0.75, 1),
        yticks=(0, 1, 2),
        xlabel="mixing weight λ",
        ylabel="density",
    )
    # Closer together near the ends, where the curves for small α are steep.
    x = (1 - np.cos(np.linspace(0.06, math.pi - 0.06, 71))) / 2
    for alpha, cls, height in ((0.2, "c1", 0.09), (0.4, "c2", 0.63), (1.0, "c3", 1.06), (4.0, "c4", 2.27)):
        density = beta_density(x, alpha)
        inside = density <= axes.ylim[1]
        axes.line(x[inside], density[inside], cls=cls)
        axes.label(0.5, height, f"α = {alpha:g}", cls=cls, anchor="middle")
    return drawing.svg()
