"""Make network_table.json: whole networks counted by PyTorch, and receptive fields found by back-propagation.

Run it with a Python that has PyTorch for the CPU (the tests need none)::

    python tests/calculators/make_network_table.py

The networks are texts that Python itself evaluates, hand-written ones and drawn ones, so that the calculator reads
exactly what PyTorch has run. They are counted in training mode with oneDNN switched off and attention on the
``math`` kernel: then every matrix product is one that FlopCounterMode knows. For a receptive field all weights are 1,
poolings are replaced by convolutions of the same window, and the gradient of one unit is not zero exactly where the
unit sees the input.
"""

import json
import random
import warnings
from collections import OrderedDict
from pathlib import Path

import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

# (text, shape of the input; integers are drawn for a first Embedding)
WRITTEN = [
    ("nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))", [32, 784]),
    (
        """nn.Sequential(
    nn.Conv2d(3, 64, kernel_size=(3, 5), stride=2, padding=(1, 2), bias=False),  # asymmetric
    nn.BatchNorm2d(64), nn.ReLU(inplace=True),
    nn.MaxPool2d(3, 2, ceil_mode=True),
    nn.Conv2d(64, 64, 3, padding='same', dilation=2, groups=32),
    nn.AdaptiveAvgPool2d((4, None)), nn.Flatten(), nn.Dropout(p=0.2), nn.LazyLinear(10),
)""",
        [2, 3, 33, 47],
    ),
    (
        """nn.Sequential(
    nn.Sequential(nn.Conv2d(1, 8, 3, 1, 1), nn.LeakyReLU(0.1), nn.Sequential(nn.AvgPool2d(2), nn.GroupNorm(4, 8))),
    nn.ConvTranspose2d(8, 4, kernel_size=3, stride=2, padding=1, output_padding=1),
    nn.PixelUnshuffle(2), nn.Upsample(scale_factor=2), nn.Softmax(dim=1),
)""",
        [3, 1, 28, 28],
    ),
    (
        "nn.Sequential(nn.Embedding(1000, 64), nn.LSTM(64, 128, num_layers=2, bidirectional=True, batch_first=True))",
        [4, 20],
    ),
    ("nn.Sequential(nn.Embedding(50, 16), nn.GRU(16, 24, bias=False))", [7, 3]),
    ("nn.TransformerEncoderLayer(d_model=32, nhead=4, dim_feedforward=64, batch_first=True)", [2, 10, 32]),
    ("nn.TransformerEncoderLayer(32, 8, bias=False, norm_first=True)", [6, 3, 32]),
    (
        """nn.TransformerEncoder(
    nn.TransformerEncoderLayer(16, 2, 32, batch_first=True), num_layers=3, norm=nn.LayerNorm(16))""",
        [2, 5, 16],
    ),
    ("nn.Sequential(*[nn.Linear(9, 9) for _ in range(4)], nn.Linear(3 * 3, 4))", [5, 9]),
    (
        """nn.Sequential(OrderedDict([
    ('conv1', nn.Conv1d(2, 4, 5, padding=2)), ('act', nn.GELU()), ('pool', nn.MaxPool1d(2)),
    ('flat', nn.Flatten()), ('fc', nn.Linear(4 * 8, 3)),
]))""",
        [2, 2, 16],
    ),
    (
        """nn.Sequential(
    nn.Conv3d(1, 4, (3, 3, 3), padding=1), nn.BatchNorm3d(4), nn.AdaptiveAvgPool3d(1),
    nn.Flatten(start_dim=1), nn.Linear(in_features=4, out_features=2, bias=False))""",
        [2, 1, 6, 7, 8],
    ),
    (
        """nn.Sequential(
    nn.Linear(8, 12), nn.Unflatten(1, (3, 2, 2)), nn.ZeroPad2d(1),
    nn.Conv2d(3, 6, 3, groups=3), nn.PReLU(6), nn.InstanceNorm2d(6, affine=True))""",
        [4, 8],
    ),
]


def counted(text: str, shape: list[int]) -> dict:
    """What PyTorch makes of a network's text."""
    model = eval(text, {"nn": nn, "OrderedDict": OrderedDict})
    tokens = text.startswith("nn.Sequential(nn.Embedding")
    x = torch.zeros(shape, dtype=torch.long) if tokens else torch.rand(shape)
    model(x)
    with FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):
        result = model(x)
    output = result[0] if isinstance(result, tuple) else result
    params = sum(p.numel() for p in model.parameters())
    return {
        "text": text,
        "input": shape,
        "output": list(output.shape),
        "params": params,
        "macs": counter.get_total_flops() // 2,
    }


class Draw:
    """Draws a convolutional network, a layer at a time, that its input fits."""

    def __init__(self, seed: int) -> None:
        """The same seed draws the same network."""
        self.random = random.Random(seed)
        self.channels = self.random.choice([1, 3, 6])
        self.shape = [
            self.random.randint(1, 3),
            self.channels,
            self.random.randint(20, 40),
            self.random.randint(20, 40),
        ]

    def convolution(self) -> str:
        """A convolution of random arguments, given by position or by name."""
        pick = self.random.choice
        groups = pick([g for g in (1, 2, 3) if self.channels % g == 0])
        out = groups * pick([2, 4, 6])
        kernel = pick(["3", "1", "(3, 1)", "5", "2"])
        rest = pick(
            [", padding='same'", ", 2, 2", ", stride=(1, 2), padding=2", ", padding=2, dilation=2", ", 1, 2, 1"]
        )
        bias = pick(["", ", bias=False"])
        text = (
            f"nn.Conv2d({self.channels}, {out}, {kernel}{rest}"
            + (f", groups={groups}" if groups > 1 else "")
            + f"{bias})"
        )
        self.channels = out
        return text

    def other(self) -> str:
        """A layer between convolutions."""
        c = self.channels
        norms = [f"nn.BatchNorm2d({c})", f"nn.GroupNorm(1, {c})"]
        others = [
            "nn.ReLU()",
            "nn.SiLU()",
            "nn.MaxPool2d(2, 1, 1)",
            "nn.AvgPool2d(3, 2, padding=1)",
            "nn.Dropout2d(0.1)",
        ]
        return self.random.choice(norms + others)

    def network(self) -> str:
        """The text of a whole network."""
        layers = [step() for _ in range(self.random.randint(1, 4)) for step in (self.convolution, self.other)]
        head = ["nn.AdaptiveAvgPool2d(2)", "nn.Flatten()", f"nn.Linear({self.channels} * 4, 5)"]
        return "nn.Sequential(\n    " + ",\n    ".join(layers + head) + ",\n)"


def encoder(vocabulary: int, positions: int, width: int, layers: int, heads: int, length: int) -> dict:
    """MACC of a Transformer with the sizes of BERT-base or GPT-2 small, without embeddings' (free) look-ups."""
    layer = nn.TransformerEncoderLayer(width, heads, 4 * width, batch_first=True, dropout=0)
    with FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):
        layer(torch.rand(1, length, width))
    params = sum(p.numel() for p in layer.parameters())
    return {
        "macs": counter.get_total_flops() // 2 * layers,
        "params": params * layers + (vocabulary + positions) * width,
    }


def seen(size: int, layers: list[tuple[int, int, int, int]], unit: int) -> list[int]:
    """The input positions from which gradient reaches one unit."""
    x = torch.ones(1, 1, size, requires_grad=True)
    y = x
    for k, s, p, d in layers:
        y = torch.nn.functional.conv1d(y, torch.ones(1, 1, k), stride=s, padding=p, dilation=d)
    y[0, 0, unit].backward()
    return x.grad[0, 0].nonzero().flatten().tolist()


def receptive_fields() -> list[dict]:
    """Random stacks of windows with three units each."""
    draw = random.Random(7)
    rows = []
    while len(rows) < 120:
        size = draw.randint(8, 60)
        layers = [
            (draw.randint(1, 5), draw.randint(1, 3), draw.randint(0, 2), draw.choice([1, 1, 2, 3]))
            for _ in range(draw.randint(1, 5))
        ]
        out = [size]
        for k, s, p, d in layers:
            out.append((out[-1] + 2 * p - d * (k - 1) - 1) // s + 1)
        if min(out) < 1:
            continue
        units = sorted({0, out[-1] // 2, out[-1] - 1})
        rows.append({"size": size, "layers": layers, "sizes": out, "units": {u: seen(size, layers, u) for u in units}})
    return rows


def main() -> None:
    """Write the table next to this script."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    drawn = [(draw.network(), draw.shape) for draw in map(Draw, range(60))]
    with torch.backends.mkldnn.flags(enabled=False):
        networks = [counted(text, shape) for text, shape in [*WRITTEN, *drawn]]
    table = {
        "torch": torch.__version__,
        "bert_layers": encoder(30522 + 2, 512, 768, 12, 12, 128),
        "gpt2_layers": encoder(50257, 1024, 768, 12, 12, 1024),
    }
    target = Path(__file__).with_name("network_table.json")
    text = json.dumps(table)[:-1] + ',\n"networks": [\n' + ",\n".join(map(json.dumps, networks))
    text += (
        '],\n"receptive_fields": [\n'
        + ",\n".join(json.dumps(row, separators=(",", ":")) for row in receptive_fields())
        + "]}\n"
    )
    target.write_text(text, encoding="utf-8")
    print(f"{len(networks)} networks, {target.stat().st_size} bytes", table)


if __name__ == "__main__":
    main()
