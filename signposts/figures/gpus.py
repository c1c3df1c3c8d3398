"""Figures of the page on GPUs."""

import itertools

import numpy as np

from signposts.figures.kit import Drawing, figure

#: Peak rates of the page's example device: operations a second (32 bits) and bytes a second.
PEAK, BANDWIDTH = 19.5e12, 1555e9
#: Side of the example's weight matrix.
WIDTH = 4096


def layer_times(batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Seconds that one fully connected layer needs for arithmetic and for moving data, at the peak rates."""
    operations = 2 * batch * WIDTH**2
    traffic = 4 * (WIDTH**2 + 2 * batch * WIDTH)
    return operations / PEAK, traffic / BANDWIDTH


@figure("gpus-batch-time")
def gpus_batch_time() -> str:
    """Least time of one layer over the batch size: first memory, then arithmetic sets it."""
    drawing = Drawing(480, 280)
    powers = np.arange(0, 10.01, 0.25)
    axes = drawing.axes(
        box=(58, 14, 398, 214),
        xlim=(0, 10),
        ylim=(0, 3.4),
        xticks=[(power, str(2**power)) for power in range(0, 11, 2)],
        yticks=[(0, "1 µs"), (1, "10 µs"), (2, "100 µs"), (3, "1 ms")],
        xlabel="batch size (both axes logarithmic)",
    )
    arithmetic, traffic = (np.log10(1e6 * seconds) for seconds in layer_times(2.0**powers))
    axes.line(powers, arithmetic, cls="c2", dashed=True)
    axes.line(powers, traffic, cls="c1", dashed=True)
    axes.line(powers, np.maximum(arithmetic, traffic), cls="ink")
    axes.label(6.4, 1.38, "moving data", cls="c1")
    axes.label(2.2, 0.62, "arithmetic", cls="c2")
    axes.label(0.3, 2.3, "at least the larger of the two", cls="")
    return drawing.svg()


#: VGG-16 on 224×224 images: stages of (size of the maps, channels, convolutions), then the fully connected layers.
STAGES = ((224, 64, 2), (112, 128, 2), (56, 256, 3), (28, 512, 3), (14, 512, 3))
DENSE = (25088, 4096, 4096, 1000)


def vgg_parameters() -> int:
    """Weights and biases of VGG-16."""
    count, channels = 0, 3
    for _, width, depth in STAGES:
        for _ in range(depth):
            count += 9 * channels * width + width
            channels = width
    return count + sum(a * b + b for a, b in itertools.pairwise(DENSE))


def vgg_activations() -> int:
    """Values that the backward pass of one image needs: input, every convolution, pooling and dense output."""
    maps = sum(size * size * width * depth for size, width, depth in STAGES)
    pooled = sum((size // 2) ** 2 * width for size, width, _ in STAGES)
    return 3 * 224 * 224 + maps + pooled + sum(DENSE[1:])


@figure("gpus-memory")
def gpus_memory() -> str:
    """Memory for training VGG-16 with Adam in 32 bits, by purpose and batch size."""
    drawing = Drawing(480, 262)
    left, scale = 62, 39.5
    gigabytes = 4 * vgg_parameters() / 1e9
    fixed = ((gigabytes, "c1"), (gigabytes, "c3"), (2 * gigabytes, "c4"))
    for row, batch in enumerate((1, 8, 32, 128)):
        y, x = 46 + row * 42, float(left)
        activations = batch * 4 * vgg_activations() / 1e9
        for amount, cls in (*fixed, (activations, "c2")):
            drawing.rect(x, y, amount * scale, 28, cls=f"soft line {cls}")
            x += amount * scale
        drawing.text(left - 8, y + 19, str(batch), cls="small", anchor="end")
        inside = batch == 128
        note = f"{batch * 4 * vgg_activations() / 1e9:.2f} GB of activations"
        drawing.text(x - 8 if inside else x + 8, y + 19, note, cls="small c2", anchor="end" if inside else "start")
    drawing.text(16, 130, "batch size", cls="small", rotate=-90)
    for text, amount, cls in (
        ("weights", 0.0, "c1"),
        ("gradients", 1.65, "c3"),
        ("Adam", 3.7, "c4"),
        ("activations", 5.1, "c2"),
    ):
        drawing.text(left + amount * scale, 30, text, cls=f"small {cls}", anchor="start")
    for amount in range(0, 11, 2):
        drawing.line(left + amount * scale, 212, left + amount * scale, 217, cls="axis")
        drawing.text(left + amount * scale, 232, f"{amount}", cls="small muted")
    drawing.line(left, 212, left + 10.2 * scale, 212, cls="axis")
    drawing.text(left + 5 * scale, 254, "GB", cls="small")
    return drawing.svg()


def schedule(load: float, compute: float, workers: int, batches: int) -> list[tuple[int, float, float]]:
    """(worker, start of loading, start of computing) of each batch; zero workers means that nothing overlaps."""
    rows, free, gpu = [], [0.0] * max(workers, 1), 0.0
    for _ in range(batches):
        worker = int(np.argmin(free))
        start = max(free[worker], gpu) if workers == 0 else free[worker]
        free[worker] = start + load
        begin = max(free[worker], gpu)
        gpu = begin + compute
        rows.append((worker, start, begin))
    return rows


@figure("gpus-loading")
def gpus_loading() -> str:
    """When loader and GPU work: without prefetching, with one worker, with two."""
    drawing = Drawing(480, 276)
    left, scale, top = 70, 1.33, 26.0
    load, compute, end = 60, 40, 300
    for workers, title in ((0, "no worker: 100 ms a batch"), (1, "one worker: 60 ms"), (2, "two workers: 40 ms")):
        lanes = max(workers, 1)
        drawing.text(left, top - 8, title, cls="small strong", anchor="start")
        for lane in range(lanes):
            drawing.text(left - 8, top + 15 + 24 * lane, "load", cls="small c1", anchor="end")
        drawing.text(left - 8, top + 15 + 24 * lanes, "GPU", cls="small c2", anchor="end")
        for worker, start, begin in schedule(load, compute, workers, 10):
            for lane, at, length, cls in ((worker, start, load, "c1"), (lanes, begin, compute, "c2")):
                length = min(length, end - at)
                if length > 0:
                    drawing.rect(left + at * scale, top + 24 * lane, length * scale, 20, cls=f"soft line {cls}")
        top += 24 * lanes + 50
    drawing.text(left + 150 * scale, top - 14, "time: 0 to 300 ms", cls="small muted")
    return drawing.svg()
