"""Grids of tinted pixels in few bytes, shared by the figures that draw small images."""

import itertools
from collections import defaultdict

import numpy as np

from signposts.figures.kit import Drawing


def draw_pixels(drawing: Drawing, x: float, y: float, image: np.ndarray, *, size: int, cls: str = "c1") -> None:
    """Draw a grey image (values in 0..1, shown in steps of 1/8) as tinted squares in a frame, top left at (x, y)."""
    levels = np.rint(np.clip(image, 0, 1) * 8).astype(int)
    runs = defaultdict(list)
    for row, values in enumerate(levels):
        # Neighbours of one level become one rectangle: a tenth of the markup of single squares.
        starts = [0, *(np.flatnonzero(np.diff(values)) + 1), len(values)]
        for start, end in itertools.pairwise(starts):
            width = (end - start) * size
            runs[int(values[start])].append(f"M{x + start * size:g} {y + row * size:g}h{width}v{size}h-{width}z")
    for level, parts in sorted(runs.items()):
        if level:
            drawing.add(f'<path d="{"".join(parts)}" class="fill {cls}" fill-opacity="{level / 9:.2f}"/>')
    drawing.rect(x, y, image.shape[1] * size, image.shape[0] * size, cls="l axis")
