"""Figures of the page on autoencoders and diffusion models."""

import numpy as np

from signposts.figures.kit import Axes, Drawing, figure

STEPS = 1000


def linear_schedule() -> np.ndarray:
    """The noise variances β of DDPM: 1000 values from 0.0001 to 0.02."""
    return np.linspace(1e-4, 0.02, STEPS)


def cosine_signal() -> np.ndarray:
    """The signal share ᾱ of the cosine schedule, for t = 1 … 1000."""
    angles = (np.arange(STEPS + 1) / STEPS + 0.008) / 1.008 * np.pi / 2
    return np.cos(angles[1:]) ** 2 / np.cos(angles[0]) ** 2


def train_linear_autoencoder(data: np.ndarray, steps: int = 500, rate: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """Train x̂ = decoder · (encoder · x) by gradient descent on the mean squared error; centred data, one code."""
    covariance = data.T @ data / len(data)
    encoder, decoder = np.array([0.1, 0.6]), np.array([0.3, 0.2])
    for _ in range(steps):
        seen = covariance @ encoder
        residual = decoder * (encoder @ seen) - seen
        decoder_slope = 2 * residual
        encoder_slope = 2 * (seen * (decoder @ decoder) - covariance @ decoder)
        encoder, decoder = encoder - rate * encoder_slope, decoder - rate * decoder_slope
    return encoder, decoder


def correlated_points() -> np.ndarray:
    """Forty centred points along a slanted line."""
    rng = np.random.default_rng(5)
    points = rng.standard_normal((40, 2)) @ np.array([[1.3, 0.65], [-0.2, 0.35]])
    return points - points.mean(axis=0)


@figure("autoencoder-pca")
def autoencoder_pca() -> str:
    """Reconstructions of a trained linear autoencoder, and the first principal axis."""
    drawing = Drawing(480, 300)
    data = correlated_points()
    encoder, decoder = train_linear_autoencoder(data)
    rebuilt = np.outer(data @ encoder, decoder)
    principal = np.linalg.svd(data, full_matrices=False)[2][0]
    axes = drawing.axes(
        box=(40, 14, 426, 250), xlim=(-3.6, 3.6), ylim=(-2.11, 2.11), xticks=(-3, 0, 3), yticks=(-2, 0, 2), grid=False
    )
    ends = 4 * np.outer([-1, 1], principal)
    axes.line(ends[:, 0], ends[:, 1], cls="muted", dashed=True)
    joins = "".join(
        f"M{axes.x(a):.1f} {axes.y(b):.1f}L{axes.x(c):.1f} {axes.y(d):.1f}"
        for (a, b), (c, d) in zip(data, rebuilt, strict=True)
    )
    drawing.path(joins, cls="grid")
    _cloud(axes, data, "c1")
    _cloud(axes, rebuilt, "c2")
    axes.label(-3.4, 0.9, "points in the plane", cls="c1")
    axes.label(3.5, -1.3, "rebuilt from one number", cls="c2", anchor="end")
    axes.label(2.4, 1.75, "first principal axis", cls="muted", anchor="end")
    return drawing.svg()


def _cloud(axes: Axes, points: np.ndarray, cls: str, size: float = 5) -> None:
    """Draw many dots as one path: lines of no length with round ends."""
    dots = "".join(f"M{axes.x(x):.1f} {axes.y(y):.1f}h0" for x, y in points)
    axes.drawing.add(f'<path d="{dots}" class="l {cls}" stroke-width="{size:g}"/>')


@figure("vae-flow")
def vae_flow() -> str:
    """Encoder, sampling and decoder of a variational autoencoder, with both parts of its loss."""
    drawing = Drawing(480, 260)
    drawing.text(16, 95, "x", cls="strong c1")
    drawing.arrow(26, 90, 44, 90)
    drawing.box(46, 62, 82, 56, "encoder", cls="c1")
    drawing.arrow(130, 78, 156, 62)
    drawing.arrow(130, 102, 156, 118)
    drawing.box(158, 40, 40, 40, "μ", cls="c4")
    drawing.box(158, 102, 40, 40, "σ", cls="c4")
    drawing.arrow(200, 62, 226, 78)
    drawing.arrow(200, 118, 226, 102)
    drawing.box(228, 66, 106, 48, "z = μ + σ·ε", cls="c4")
    drawing.arrow(281, 164, 281, 116, cls="muted")
    drawing.text(281, 182, "ε from N(0, I)", cls="small muted")
    drawing.arrow(336, 90, 358, 90)
    drawing.box(360, 62, 82, 56, "decoder", cls="c3")
    drawing.arrow(444, 90, 458, 90)
    drawing.text(468, 95, "x̂", cls="strong c3")
    drawing.path("M16 78V14H468V78", cls="c2", dashed=True)
    drawing.text(290, 32, "reconstruction error", cls="small c2")
    drawing.path("M178 150V214M151 32H205V150H151Z", cls="c2", dashed=True)
    drawing.text(178, 232, "KL divergence from N(0, I)", cls="small c2")
    drawing.text(178, 250, "keeps the codes close together", cls="small muted")
    return drawing.svg()


def two_moons(count: int) -> np.ndarray:
    """Two interlocked half circles, shape (count, 2), scaled to mean 0 and standard deviation 1."""
    angles = np.linspace(0, np.pi, count // 2)
    upper = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    moons = np.concatenate([upper, [1.0, 0.45] - upper])
    return (moons - moons.mean(axis=0)) / moons.std(axis=0)


@figure("diffusion-forward")
def diffusion_forward() -> str:
    """The forward process on a two-dimensional data set, at four times."""
    drawing = Drawing(480, 168)
    rng = np.random.default_rng(0)
    data = two_moons(110)
    noise = rng.standard_normal(data.shape)
    signal = np.concatenate([[1.0], np.cumprod(1 - linear_schedule())])
    for panel, time in enumerate((0, 40, 150, 1000)):
        box = (6 + 119 * panel, 34, 111, 111)
        drawing.rect(*box, cls="l grid")
        axes = Axes(drawing, box=box, xlim=(-3, 3), ylim=(-3, 3))
        points = np.sqrt(signal[time]) * data + np.sqrt(1 - signal[time]) * noise
        _cloud(axes, points[np.abs(points).max(axis=1) < 3], "c1" if time < 1000 else "c2", 4)
        drawing.text(box[0] + 55, 20, f"t = {time}", cls="strong")
        label = "1" if time == 0 else f"{signal[time]:.2f}" if time < STEPS else "0.00004"
        drawing.text(box[0] + 55, 163, f"ᾱ = {label}", cls="small muted")
    return drawing.svg()


@figure("diffusion-schedules")
def diffusion_schedules() -> str:
    """How much of the signal is left, for the linear and the cosine schedule."""
    drawing = Drawing(480, 270)
    times = np.linspace(1, STEPS, 60).astype(int)
    axes = drawing.axes(
        box=(46, 16, 410, 200),
        xlim=(0, STEPS),
        ylim=(0, 1),
        xticks=(0, 250, 500, 750, 1000),
        yticks=(0, 0.5, 1),
        xlabel="time t",
        ylabel="signal share ᾱ",
    )
    axes.line(times, np.cumprod(1 - linear_schedule())[times - 1], cls="c2")
    axes.line(times, cosine_signal()[times - 1], cls="c1")
    axes.label(230, 0.38, "linear", cls="c2", anchor="end")
    axes.label(530, 0.55, "cosine", cls="c1")
    return drawing.svg()


MODES, SPREAD = np.array([-1.5, 1.5]), 0.2


def exact_noise(points: np.ndarray, signal: float) -> np.ndarray:
    """The mean noise given x_t, for data from two equal normal bumps: what a perfect network would predict."""
    variance = signal * SPREAD**2 + 1 - signal
    offsets = points[:, np.newaxis] - np.sqrt(signal) * MODES
    shares = np.exp(-(offsets**2) / (2 * variance))
    shares /= shares.sum(axis=1, keepdims=True)
    return np.sqrt(1 - signal) * (shares * offsets).sum(axis=1) / variance


def sample_paths(count: int, every: int) -> tuple[np.ndarray, np.ndarray]:
    """DDPM sampling with the exact noise predictor: times and, for each path, the values at these times."""
    rng = np.random.default_rng(8)
    betas = linear_schedule()
    signals = np.cumprod(1 - betas)
    points = rng.standard_normal(count)
    times, history = [STEPS], [points]
    for time in range(STEPS, 0, -1):
        beta, signal = betas[time - 1], signals[time - 1]
        points = (points - beta / np.sqrt(1 - signal) * exact_noise(points, signal)) / np.sqrt(1 - beta)
        if time > 1:
            points = points + np.sqrt(beta) * rng.standard_normal(count)
        if (time - 1) % every == 0:
            times.append(time - 1)
            history.append(points)
    return np.array(times), np.array(history).T


@figure("diffusion-sampling")
def diffusion_sampling() -> str:
    """Reverse paths from noise to two bumps."""
    drawing = Drawing(480, 290)
    times, paths = sample_paths(8, 20)
    axes = drawing.axes(
        box=(46, 30, 360, 206),
        xlim=(STEPS, 0),
        ylim=(-3.4, 3.4),
        xticks=(1000, 750, 500, 250, 0),
        yticks=(-3, -1.5, 0, 1.5, 3),
        xlabel="time t, run backwards",
        ylabel="x",
    )
    for path in paths:
        axes.line(times, path, cls="c1" if path[-1] > 0 else "c2")
    drawing.text(50, 20, "start: pure noise", cls="muted", anchor="start")
    drawing.text(406, 20, "end: samples", cls="muted", anchor="end")
    heights = np.linspace(-3.4, 3.4, 61)
    density = sum(np.exp(-(((heights - mode) / SPREAD) ** 2) / 2) for mode in MODES)
    drawing.polyline([(412 + 46 * d, axes.y(h)) for h, d in zip(heights, density, strict=True)], cls="c3")
    drawing.text(440, 138, "data", cls="c3")
    return drawing.svg()
