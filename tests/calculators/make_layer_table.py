"""Make layer_table.json: what PyTorch says about thousands of layers, for the tests of the calculators' arithmetic.

Run it with a Python that has PyTorch for the CPU (the tests themselves need none)::

    python tests/calculators/make_layer_table.py

Every layer is built and applied once. The output shape and the parameters are PyTorch's own; MACC is the total of
torch.utils.flop_counter.FlopCounterMode divided by 2, with oneDNN switched off so that recurrent layers run as the
matrix products that the counter knows. Attention runs with need_weights=True for the same reason: the fused kernel
of the CPU is not counted. For a layer that PyTorch refuses, the table holds the arguments that its message blames.
"""

import itertools
import json
import random
import re
import warnings
from pathlib import Path

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

# (pattern of PyTorch's message, arguments at fault), the first match counts.
BLAMED = [
    (r"in_channels must be divisible|out_channels must be divisible|groups must be", "groups"),
    (r"divisible by num_groups|modulo by zero", "num_groups num_channels"),
    (r"padding='same'|Invalid padding string|negative padding|pad must be non-negative", "padding"),
    (r"must be tuple of ints", "padding output_size"),
    (r"pad(ding)? should be|Padding size should|wrapping around|narrow\(\)|Expected.*padding", "padding"),
    (r"padding_mode|padding mode is supported", "padding_mode"),
    (r"non-positive stride|stride should not be zero|stride (must|should) be greater", "stride kernel_size"),
    (r"dilation should be|dilation must be", "dilation"),
    (r"output padding|output_padding", "output_padding"),
    (
        r"Kernel size can't be|kernel[ _]size should be|kernel[ _]?size( must be|=0)|negative dimension",
        "kernel_size output_size",
    ),
    (r"Output size is too small|Invalid computed output size", "kernel_size padding"),
    (r"expected input.*channels|at least 1 at dimension 0", "in_channels out_channels"),
    (r"shapes cannot be multiplied", "in_features"),
    (r"running_mean should contain|num_features", "num_features"),
    (r"number of channels in input", "num_channels"),
    (r"normalized_shape", "normalized_shape"),
    (r"parameter numbers", "num_parameters"),
    (r"upscale_factor|divisible by the square", "upscale_factor"),
    (r"downscale_factor", "downscale_factor"),
    (r"Halving dimension|Dimension out of range", "dim start_dim end_dim"),
    (r"flatten\(\)", "start_dim"),
    (r"unflatten", "unflattened_size"),
    (r"channels must be divisible", "groups"),
    (r"proj_size", "proj_size"),
    (r"hidden_size", "hidden_size"),
    (r"num_layers", "num_layers"),
    (r"input_size|Expected \d+, got \d+|input has inconsistent input_size", "input_size"),
    (r"nonlinearity", "nonlinearity"),
    (r"embed_dim must be divisible", "num_heads"),
    (r"embed_dim and num_heads", "embed_dim num_heads"),
    (r"Padding_idx", "padding_idx"),
    (r"divisor", "divisor_override"),
    (r"Expected.*(dimension|[2345]D)|expected.*[2345]D|non-empty", "input"),
]


def blamed(error: Exception) -> str:
    """The arguments that PyTorch's message is about; an unknown message stops the script."""
    message = str(error)
    for pattern, fields in BLAMED:
        if re.search(pattern, message):
            return fields
    raise LookupError(message)


def inputs(kind: str, shape: list[int], arguments: dict) -> list[torch.Tensor]:
    """The tensors that a layer is called with."""
    if kind == "Embedding":
        return [torch.zeros(shape, dtype=torch.long)]
    x = torch.rand(shape)
    if kind != "MultiheadAttention":
        return [x]
    source = list(shape)
    source[1 if arguments.get("batch_first") and len(shape) == 3 else 0] = arguments["source_length"]
    widths = [arguments.get(name) or arguments["embed_dim"] for name in ("kdim", "vdim")]
    return [x, *(torch.rand([*source[:-1], width]) for width in widths)]


def measured(kind: str, arguments: dict, shape: list[int]) -> list:
    """[output shape, parameters, MACC], or [fields] for what PyTorch refuses."""
    build = {name: tuple(v) if isinstance(v, list) else v for name, v in arguments.items() if name != "source_length"}
    try:
        layer = getattr(nn, kind)(**build)
        layer.eval()
        with FlopCounterMode(display=False) as counter:
            result = layer(*inputs(kind, shape, arguments))
    except (ValueError, RuntimeError, TypeError, AssertionError, IndexError, ZeroDivisionError) as error:
        return [blamed(error)]
    while isinstance(result, tuple):
        result = result[0]
    flops = counter.get_total_flops()
    return [list(result.shape), sum(p.numel() for p in layer.parameters()), flops // 2]


class Table:
    """Rows by kind and names of arguments: the names are written once."""

    def __init__(self) -> None:
        """Start empty; the seed makes every sample the same again."""
        self.groups: list[dict] = []
        self.random = random.Random(20)

    def grid(self, kind: str, shapes: list[list[int]], most: int = 10**9, **axes: list) -> None:
        """Every combination of the axes with every shape, or a drawn sample of at most ``most``."""
        combinations = list(itertools.product(shapes, *axes.values()))
        if len(combinations) > most:
            combinations = self.random.sample(combinations, most)
        rows = []
        for shape, *values in combinations:
            arguments = dict(zip(axes, values, strict=True))
            rows.append([shape, values, *measured(kind, arguments, shape)])
        self.groups.append({"kind": kind, "names": list(axes), "rows": rows})

    def faults(self, kind: str, shape: list[int], good: dict, **wrong: list) -> None:
        """A good layer with one argument at a time replaced by each of its wrong values."""
        changed = [{**good, name: value} for name, values in wrong.items() for value in values]
        rows = [[shape, list(one.values()), *measured(kind, one, shape)] for one in [good, *changed]]
        self.groups.append({"kind": kind, "names": list(good), "rows": rows})


FLAG = [True, False]


def convolutions(table: Table) -> None:
    """Convolutions: the full product for two axes, samples of it for one and three."""
    two = {"kernel_size": [1, 2, 3, [3, 5], [1, 4]], "stride": [1, 2, [2, 1]], "padding": [0, 1, [2, 0], "same"]}
    two |= {"dilation": [1, 2, [1, 3]], "groups": [1, 2, 4], "bias": FLAG}
    table.grid("Conv2d", [[2, 4, 7, 9]], in_channels=[4], out_channels=[8], **two)
    one = {"kernel_size": [1, 2, 3, 5, 8], "stride": [1, 2, 3], "padding": [0, 1, 3, "same", "valid"]}
    one |= {"dilation": [1, 2, 3], "groups": [1, 3], "bias": FLAG}
    table.grid("Conv1d", [[3, 6, 10], [6, 7]], 900, in_channels=[6], out_channels=[3], **one)
    three = {"kernel_size": [1, 2, [1, 2, 3]], "stride": [1, [1, 2, 3]], "padding": [0, [0, 1, 2], "same"]}
    three |= {"dilation": [1, [2, 1, 2]], "groups": [1, 2], "bias": FLAG}
    table.grid("Conv3d", [[1, 2, 4, 5, 6]], 120, in_channels=[2], out_channels=[4], **three)
    modes = ["zeros", "reflect", "replicate", "circular", "mirror"]
    table.grid(
        "Conv2d",
        [[1, 2, 4, 5]],
        in_channels=[2],
        out_channels=[2],
        kernel_size=[3],
        padding=[0, 2, 4, 5, 6, "same"],
        padding_mode=modes,
    )
    good = {
        "in_channels": 4,
        "out_channels": 6,
        "kernel_size": 3,
        "stride": 1,
        "padding": 0,
        "dilation": 1,
        "groups": 1,
    }
    wrong = {"in_channels": [3, 8], "out_channels": [0], "kernel_size": [0, 7, [3, 9], -1], "stride": [0, -1, [1, 0]]}
    wrong |= {"padding": [-1, [0, -2], "full"], "dilation": [0, 3, 4], "groups": [0, -1, 3, 4, 8]}
    table.faults("Conv2d", [1, 4, 6, 6], good, **wrong)
    table.faults("Conv2d", [1, 4, 6, 6], {**good, "stride": 2}, padding=["same"], kernel_size=[8], dilation=[5])
    table.grid("Conv2d", [[4, 6], [1, 1, 4, 6, 6], [4, 6, 6]], in_channels=[4], out_channels=[6], kernel_size=[3])


def transposed(table: Table) -> None:
    """Transposed convolutions with every output padding, refused ones among them."""
    two = {"kernel_size": [1, 3, 4, [2, 5]], "stride": [1, 2, [3, 1]], "padding": [0, 1, [0, 2]]}
    two |= {"output_padding": [0, 1, [0, 1]], "groups": [1, 2], "bias": FLAG, "dilation": [1, 2]}
    table.grid("ConvTranspose2d", [[2, 4, 3, 5]], in_channels=[4], out_channels=[6], **two)
    one = {"kernel_size": [1, 2, 5], "stride": [1, 2, 4], "padding": [0, 2, 5], "output_padding": [0, 1, 3]}
    table.grid(
        "ConvTranspose1d",
        [[2, 3, 4], [3, 6]],
        500,
        in_channels=[3],
        out_channels=[6],
        **one,
        groups=[1, 3],
        bias=FLAG,
        dilation=[1, 3],
    )
    three = {"kernel_size": [2, [1, 3, 2]], "stride": [1, 2, [1, 2, 3]], "padding": [0, 1], "output_padding": [0, 1]}
    table.grid(
        "ConvTranspose3d", [[1, 4, 2, 3, 4]], in_channels=[4], out_channels=[2], **three, groups=[1, 2], bias=FLAG
    )
    good = {
        "in_channels": 4,
        "out_channels": 6,
        "kernel_size": 3,
        "stride": 2,
        "padding": 1,
        "output_padding": 1,
        "groups": 1,
    }
    wrong = {"in_channels": [5, 2], "kernel_size": [0], "stride": [0], "padding": [-1, 4, 9, [1, 8], "same"]}
    wrong |= {"output_padding": [-1, 2, [0, 3]], "groups": [0, 3, 4], "padding_mode": ["reflect"], "dilation": [0]}
    table.faults("ConvTranspose2d", [1, 4, 3, 3], {**good, "dilation": 1, "padding_mode": "zeros"}, **wrong)


def pools(table: Table) -> None:
    """Poolings with ceil_mode, and adaptive ones."""
    for rank, shapes in ((1, [[2, 3, 9], [3, 8]]), (2, [[2, 3, 7, 8]]), (3, [[1, 2, 5, 6, 7]])):
        common = {"kernel_size": [1, 2, 3, 5], "stride": [None, 1, 2, 3, 5], "padding": [0, 1, 2], "ceil_mode": FLAG}
        table.grid(f"MaxPool{rank}d", shapes, 320, **common, dilation=[1, 2])
        table.grid(f"AvgPool{rank}d", shapes, 160, **common)
        sizes = [1, 3, 9, [2] * rank, [None, *[4] * (rank - 1)]]
        table.grid(f"AdaptiveAvgPool{rank}d", shapes, output_size=sizes)
        table.grid(f"AdaptiveMaxPool{rank}d", shapes, output_size=sizes)
    tall = {"kernel_size": [[2, 3], [9, 1]], "stride": [None, [1, 2]], "padding": [0, [1, 0]], "ceil_mode": FLAG}
    good = {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": False}
    for kind in ("MaxPool2d", "AvgPool2d"):
        table.grid(kind, [[1, 2, 7, 8]], **tall)
        table.faults(kind, [1, 2, 7, 8], good, kernel_size=[12, [3, 11]], stride=[0], padding=[-1, 2, [1, 3]])
    table.faults("MaxPool2d", [1, 2, 7, 8], {**good, "padding": 0, "dilation": 1}, dilation=[0, 8])
    table.faults("AvgPool2d", [1, 2, 7, 8], {**good, "divisor_override": 2}, divisor_override=[0])


def sequences(table: Table) -> None:
    """Recurrent layers, cells, embeddings and attention."""
    base = {"input_size": [5], "hidden_size": [1, 7], "num_layers": [1, 2, 3], "bias": FLAG, "batch_first": FLAG}
    shapes = [[4, 3, 5], [6, 5]]
    table.grid("RNN", shapes, **base, bidirectional=FLAG, nonlinearity=["tanh", "relu"])
    table.grid("GRU", shapes, **base, bidirectional=FLAG)
    table.grid("LSTM", shapes, **base, bidirectional=FLAG, proj_size=[0, 3])
    good = {"input_size": 5, "hidden_size": 7, "num_layers": 1, "proj_size": 2}
    table.faults("LSTM", [4, 3, 5], good, input_size=[4, 0], hidden_size=[0], num_layers=[0], proj_size=[7, 9, -1])
    table.faults("RNN", [4, 3, 5], {"input_size": 5, "hidden_size": 7, "nonlinearity": "tanh"}, nonlinearity=["gelu"])
    for kind in ("RNNCell", "LSTMCell", "GRUCell"):
        table.grid(kind, [[3, 5], [5]], input_size=[5, 6], hidden_size=[4], bias=FLAG)
    table.grid("Embedding", [[3], [2, 4]], num_embeddings=[9, 10], embedding_dim=[6], padding_idx=[None, 3, -1, 9, -11])
    heads = {"embed_dim": [8, 12], "num_heads": [1, 2, 3, 4], "bias": FLAG, "add_bias_kv": FLAG, "add_zero_attn": FLAG}
    heads |= {"kdim": [None, 5], "vdim": [None, 7], "batch_first": FLAG, "source_length": [4, 6]}
    table.grid("MultiheadAttention", [[4, 3, 8]], 512, **{**heads, "embed_dim": [8]})
    table.grid("MultiheadAttention", [[5, 12]], 128, **{**heads, "embed_dim": [12]})


def others(table: Table) -> None:
    """Linear layers, normalisation, activations and changes of shape."""
    table.grid("Linear", [[7], [3, 7], [2, 3, 7], [2, 8]], in_features=[7, 8], out_features=[1, 5], bias=FLAG)
    for rank, shapes in ((1, [[2, 4], [2, 4, 5]]), (2, [[2, 4, 5, 6], [4, 5, 6]]), (3, [[2, 4, 3, 3, 3], [2, 4, 5]])):
        table.grid(f"BatchNorm{rank}d", shapes, num_features=[4, 5], affine=FLAG)
        table.grid(f"InstanceNorm{rank}d", [shapes[-1] if rank == 1 else shapes[0]], num_features=[4, 5], affine=FLAG)
    table.grid("GroupNorm", [[2, 6, 4], [2, 6, 3, 3]], num_groups=[1, 2, 3, 4, 6], num_channels=[6, 12], affine=FLAG)
    norm = {"normalized_shape": [6, [5, 6], [4, 5, 6], 5], "elementwise_affine": FLAG}
    table.grid("LayerNorm", [[2, 4, 5, 6]], **norm, bias=FLAG)
    table.grid("RMSNorm", [[2, 4, 5, 6]], **norm)
    table.grid("PReLU", [[2, 4, 5]], num_parameters=[1, 3, 4])
    table.grid("GLU", [[2, 4, 5]], dim=[-1, 0, 1, 2, 3])
    table.grid("Softmax", [[2, 4]], dim=[-1, 0, 1, 2])
    table.grid("Flatten", [[2, 3, 4, 5]], start_dim=[0, 1, 2, -1, 4], end_dim=[-1, 1, 2])
    table.grid("Unflatten", [[2, 12, 5]], dim=[1], unflattened_size=[[3, 4], [2, 2, 3], [-1, 6], [5, 2]])
    for kind in ("ReLU", "GELU", "SiLU", "Hardswish", "Sigmoid", "Tanh", "Softplus", "Identity", "Dropout"):
        table.grid(kind, [[2, 3, 4]])
    for kind in ("ZeroPad2d", "ReflectionPad2d", "ReplicationPad2d", "CircularPad2d"):
        table.grid(kind, [[1, 2, 4, 5]], padding=[0, 1, 4, 6, [1, 2, 3, 0], [0, 5, 1, 1]])
    table.grid("ZeroPad2d", [[1, 2, 4, 5]], padding=[-1, -2, -3, [-2, 1, 0, 0]])
    table.grid("Upsample", [[1, 2, 5, 7]], scale_factor=[2, 3, 1.5, 0.5, [2, 3]])
    table.grid("Upsample", [[1, 2, 5, 7], [1, 2, 5]], size=[4, 9])
    table.grid("PixelShuffle", [[1, 12, 2, 3]], upscale_factor=[1, 2, 3])
    table.grid("PixelUnshuffle", [[1, 2, 6, 4]], downscale_factor=[1, 2, 3])
    table.grid("ChannelShuffle", [[1, 6, 2, 2]], groups=[1, 2, 3, 4])


def main() -> None:
    """Write the table next to this script."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    table = Table()
    with torch.backends.mkldnn.flags(enabled=False):
        for part in (convolutions, transposed, pools, sequences, others):
            part(table)
    target = Path(__file__).with_name("layer_table.json")
    groups = ",\n".join(json.dumps(group, separators=(",", ":")) for group in table.groups)
    target.write_text(f'{{"torch":"{torch.__version__}","groups":[\n{groups}\n]}}\n', encoding="utf-8")
    rows = [row for group in table.groups for row in group["rows"]]
    refused = sum(len(row) == 3 for row in rows)
    print(f"{len(rows)} layers, {refused} of them refused, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
