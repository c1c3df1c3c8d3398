"""Figures of the page on generative adversarial networks."""

import numpy as np

from signposts.figures.kit import Drawing, figure


def normal(x: np.ndarray, mean: float, deviation: float) -> np.ndarray:
    """The density of a normal distribution."""
    return np.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))


def data_density(x: np.ndarray) -> np.ndarray:
    """Two equal bumps: the real data of the example."""
    return 0.5 * normal(x, -1.5, 0.6) + 0.5 * normal(x, 1.5, 0.6)


def generator_density(x: np.ndarray) -> np.ndarray:
    """One bump that covers the left half of the data only."""
    return normal(x, -1.0, 0.8)


def jensen_shannon(p: np.ndarray, q: np.ndarray, step: float) -> float:
    """Jensen-Shannon divergence (in nats) of two densities that are sampled at the same places."""
    middle = (p + q) / 2

    def divergence(a: np.ndarray) -> float:
        inside = a > 0
        return float(np.sum(a[inside] * np.log(a[inside] / middle[inside])) * step)

    return (divergence(p) + divergence(q)) / 2


@figure("gan-overview")
def gan_overview() -> str:
    """Noise through the generator, real data, and the discriminator that judges both."""
    drawing = Drawing(480, 250)
    drawing.text(38, 75, "noise z", cls="c4")
    drawing.arrow(66, 70, 88, 70)
    drawing.box(90, 45, 92, 50, "generator\nG", cls="c2")
    drawing.arrow(184, 70, 210, 70)
    drawing.text(214, 66, "fake", cls="c2", anchor="start")
    drawing.text(214, 84, "G(z)", cls="c2", anchor="start")
    drawing.text(214, 165, "real", cls="c1", anchor="start")
    drawing.text(214, 183, "x", cls="c1", anchor="start")
    drawing.arrow(252, 76, 284, 102)
    drawing.arrow(252, 160, 284, 138)
    drawing.box(287, 95, 114, 50, "discriminator\nD", cls="c3")
    drawing.box(90, 148, 92, 40, "data set", cls="c1")
    drawing.arrow(184, 168, 210, 168)
    drawing.arrow(403, 120, 426, 120)
    drawing.text(430, 125, "real?", anchor="start")
    drawing.path("M344 92V24H136", cls="c2", dashed=True)
    drawing.arrow(136, 24, 136, 43, cls="c2", dashed=True)
    drawing.text(240, 17, "gradient: look more real", cls="small c2")
    drawing.path("M448 133V222H344", cls="c3", dashed=True)
    drawing.arrow(344, 222, 344, 147, cls="c3", dashed=True)
    drawing.text(360, 240, "gradient: tell them apart", cls="small c3")
    return drawing.svg()


@figure("gan-optimal-discriminator")
def gan_optimal_discriminator() -> str:
    """Densities of data and generator, and the best discriminator for them."""
    drawing = Drawing(480, 352)
    x = np.linspace(-4, 4, 81)
    data, fake = data_density(x), generator_density(x)
    top = drawing.axes(box=(46, 16, 420, 130), xlim=(-4, 4), ylim=(0, 0.55), yticks=(0, 0.5), ylabel="density")
    for density, cls in ((data, "c1"), (fake, "c2")):
        top.area(x, density, cls=f"soft {cls}")
        top.line(x, density, cls=cls)
    top.label(2.2, 0.3, "real data", cls="c1")
    top.label(-2.0, 0.46, "generator", cls="c2", anchor="end")
    bottom = drawing.axes(
        box=(46, 176, 420, 130),
        xlim=(-4, 4),
        ylim=(0, 1),
        xticks=(-4, -2, 0, 2, 4),
        yticks=(0, 0.5, 1),
        xlabel="x",
        ylabel="D*(x)",
    )
    best = data / (data + fake)
    bottom.line([-4, 4], [0.5, 0.5], cls="muted", dashed=True)
    bottom.line(x, best, cls="c3")
    bottom.label(1.2, 0.78, "almost surely real", cls="c3")
    bottom.label(-0.8, 0.1, "more likely fake", cls="c3", anchor="end")
    return drawing.svg()


@figure("gan-generator-losses")
def gan_generator_losses() -> str:
    """The two generator losses against the discriminator's score for a fake."""
    drawing = Drawing(480, 290)
    scores = np.linspace(-6, 6, 61)
    judgement = 1 / (1 + np.exp(-scores))
    axes = drawing.axes(
        box=(46, 16, 420, 216),
        xlim=(-6, 6),
        ylim=(-6, 6),
        xticks=(-6, -3, 0, 3, 6),
        yticks=(-6, -3, 0, 3, 6),
        xlabel="score of a fake before the sigmoid, a",
        ylabel="loss",
    )
    axes.line(scores, np.log(1 - judgement), cls="c2")
    axes.line(scores, -np.log(judgement), cls="c1")
    axes.label(-2.4, 4.6, "−log D(G(z))", cls="c1")
    axes.label(-2.4, 3.4, "steep where fakes fail", cls="small c1")
    axes.label(-5.8, -1.4, "log(1 − D(G(z)))", cls="c2")
    axes.label(-5.8, -2.6, "flat where fakes fail", cls="small c2")
    return drawing.svg()


@figure("gan-distances")
def gan_distances() -> str:
    """Jensen-Shannon divergence and Wasserstein distance of two unit boxes against their shift."""
    drawing = Drawing(480, 270)
    step = 0.01
    places = np.arange(-0.5, 4.5, step) + step / 2
    shifts = np.linspace(0, 3, 31)
    real = _box_density(places, 0.0)
    divergences = [jensen_shannon(real, _box_density(places, shift), step) for shift in shifts]
    # In one dimension the distance is the area between the two cumulative distributions.
    distances = [np.sum(np.abs(np.cumsum(real - _box_density(places, shift)) * step)) * step for shift in shifts]
    axes = drawing.axes(
        box=(46, 16, 420, 200),
        xlim=(0, 3),
        ylim=(0, 3),
        xticks=(0, 1, 2, 3),
        yticks=(0, 1, 2, 3),
        xlabel="shift of the fake distribution",
        ylabel="distance",
    )
    axes.line([1, 1], [0, 3], cls="muted", dashed=True)
    axes.line(shifts, distances, cls="c1")
    axes.line(shifts, divergences, cls="c2")
    axes.label(1.75, 2.25, "Wasserstein", cls="c1", anchor="end")
    axes.label(2.95, 0.85, "Jensen–Shannon: log 2", cls="c2", anchor="end")
    axes.label(1.04, 0.12, "from here on no overlap", cls="small muted")
    return drawing.svg()


def _box_density(places: np.ndarray, left: float) -> np.ndarray:
    """A uniform density on an interval of length 1."""
    return ((places >= left) & (places < left + 1)).astype(float)
