"""Whole networks against PyTorch, and what the reader is told when a text does not fit."""

import json
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NETWORKS = HERE.parents[1] / "docs" / "assets" / "networks"
REFERENCE = json.loads((HERE / "networks.json").read_text(encoding="utf-8"))
TABLE = json.loads((HERE / "network_table.json").read_text(encoding="utf-8"))


def walked(javascript, text, batch=1, sizes=""):
    """Totals of a network's text as integers, with its output shape and its rows."""
    answer = javascript.call("network.js", "walkNetwork", text, batch, sizes)
    assert "result" in answer, answer
    rows = answer["result"]["rows"]
    totals = {name: sum(int(row[name]) for row in rows) for name in ("paramCount", "macCount", "outputCount")}
    return totals, [int(size) for size in answer["result"]["output"]], rows


def preset(name):
    return (NETWORKS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(REFERENCE))
def test_vision_presets_agree_with_the_reference(javascript, name):
    totals, output, _ = walked(javascript, preset(name))
    expected = REFERENCE[name]
    assert (totals["paramCount"], totals["macCount"]) == (expected["params"], expected["macs"])
    assert output == [1, 1000]


@pytest.mark.parametrize("name", sorted(REFERENCE))
def test_a_batch_multiplies_the_work_and_not_the_parameters(javascript, name):
    totals, output, _ = walked(javascript, preset(name), 3)
    assert totals["paramCount"] == REFERENCE[name]["params"]
    assert totals["macCount"] == 3 * REFERENCE[name]["macs"]
    assert output == [3, 1000]


def test_bert_base(javascript):
    """The encoder's layers as PyTorch counts them, with embeddings, their norm and the pooler by formula."""
    totals, output, _ = walked(javascript, preset("bert_base"))
    pooler = 768 * 768
    assert totals["macCount"] == TABLE["bert_layers"]["macs"] + pooler
    assert totals["paramCount"] == TABLE["bert_layers"]["params"] + 2 * 768 + pooler + 768 == 109_482_240
    assert output == [1, 768]


def test_gpt2_small(javascript):
    """The same for a decoder, whose output layer works with the weights of the embedding."""
    totals, output, _ = walked(javascript, preset("gpt2_small"))
    assert totals["macCount"] == TABLE["gpt2_layers"]["macs"] + 1024 * 768 * 50257
    assert totals["paramCount"] == TABLE["gpt2_layers"]["params"] + 2 * 768 == 124_439_808
    assert output == [1, 1024, 50257]


@pytest.mark.parametrize("number", range(len(TABLE["networks"])))
def test_sequential_texts_agree_with_pytorch(javascript, number):
    expected = TABLE["networks"][number]
    batch, *sizes = expected["input"]
    totals, output, _ = walked(javascript, expected["text"], batch, " ".join(map(str, sizes)))
    assert (totals["paramCount"], totals["macCount"], output) == (
        expected["params"],
        expected["macs"],
        expected["output"],
    )


@pytest.mark.parametrize("number", range(len(TABLE["receptive_fields"])))
def test_receptive_fields_agree_with_back_propagation(javascript, number):
    row = TABLE["receptive_fields"][number]
    layers = [dict(zip("kspd", layer, strict=True)) for layer in row["layers"]]
    steps = javascript.call("receptive.js", "receptiveField", row["size"], layers)["result"]
    assert [step["size"] for step in steps] == row["sizes"]
    last = steps[-1]
    for unit, expected in row["units"].items():
        assert javascript.call("receptive.js", "seenPositions", row["size"], layers, int(unit))["result"] == expected
        # The formula's field holds all that is seen; without padding, its edges are seen too.
        left = last["start"] + int(unit) * last["jump"] - (last["field"] - 1) / 2
        right = left + last["field"] - 1
        assert all(left <= position <= right for position in expected)
        if not any(layer["p"] for layer in layers):
            assert (expected[0], expected[-1]) == (left, right)


def test_weights_of_one_variable_are_counted_once(javascript):
    shared = "layer = nn.Linear(8, 8)\nmodel = nn.Sequential(layer, nn.ReLU(), layer)"
    totals, _, _ = walked(javascript, shared, 1, "8")
    assert (totals["paramCount"], totals["macCount"]) == (72, 128)


def test_the_batch_may_stand_anywhere(javascript):
    totals, output, _ = walked(javascript, "input 5 N 4\nLSTM(4, 6)", 3)
    assert output == [5, 3, 6]
    assert totals["macCount"] == 5 * 3 * 4 * 6 * (4 + 6)


def test_each_row_knows_its_block(javascript):
    _, _, rows = walked(javascript, preset("resnet18"))
    assert list(dict.fromkeys(row["block"] for row in rows)) == ["stem", "layer1", "layer2", "layer3", "layer4", "head"]
    assert rows[0]["text"] == "Conv2d(3, 64, 7, stride=2, padding=3, bias=False)"


REFUSED = [
    ("", 1, "no layer"),
    (
        "input 3 8 8\nConv2d(3, 8, 3)\nConv2d(9, 8, 3)",
        3,
        r"Conv2d\(9, 8, 3\): in_channels is 9, but the input.s number of channels is 8",
    ),
    ("nn.Sequential(\n  nn.Conv2d(3, 8, 3),\n  nn.Conv2d(8, 8, 3, groups=3),\n)", 3, "groups must divide in_channels"),
    ("input 3 8 8\nConv2d(3, 8, 9)", 2, "the output would be empty"),
    ("input 8\nLinear(8)", 2, "Linear needs out_features"),
    ("input 8\nLinear(8, 4, colour=1)", 2, "no argument “colour”"),
    ("input 8\nLinear(8, 4, out_features=4)", 2, "out_features is given twice"),
    ("input 8\nLinear(1, 2, 3, 4, 5)", 2, "takes 3 arguments, not 5"),
    ("input 8\nLinaer(8, 4)", 2, "“Linaer” is not a layer"),
    ("input 8\nLinear(8, width)", 2, "“width” is not known"),
    ("input 8\nLinear(8, 4", 2, "missing"),
    ("input 8\nLinear(8 4)", 2, "missing before “4”"),
    ("input 8\nLinear(8, 4) ReLU()", 2, "one layer a line"),
    ("input 8\nLinear(8, 7 // 0)", 2, "divisor above zero"),
    ("input 8\nReLU() @", 2, "“@” has no meaning"),
    ("input 8\n5", 2, "“5” is not a layer"),
    ("input 3 8 8\nResidual(Conv2d(3, 4, 1))", 2, "different shapes: .1, 4, 8, 8. and .1, 3, 8, 8."),
    ("input 3 8 8\nConcat(Identity(), MaxPool2d(2))", 2, "more than channels"),
    ("input 8\nTransformerEncoder()", 2, "TransformerEncoder needs a layer and how often"),
    ("input 8\nRepeat()", 2, "Repeat needs a layer"),
    ("input 8\nRepeat(1000000, Linear(8, 8))", 2, "too long"),
    ("input 8\ndef f(a): Linear(8, a)\nf()", 3, "f needs a"),
    ("input 8\ndef f(): f()\nf()", 2, "too deep"),
    ("class Net(nn.Module):\n    pass", 1, "class cannot be read"),
    ("Linear(8, 8)", 1, "input is not known"),
]


@pytest.mark.parametrize(("text", "line", "message"), REFUSED, ids=[case[2] for case in REFUSED])
def test_an_error_names_the_line_and_the_layer(javascript, text, line, message):
    sizes = "3 8 8" if text.startswith("nn.Sequential") else ""
    error = javascript.call("network.js", "walkNetwork", text, 1, sizes).get("error")
    assert error, "the text was accepted"
    assert error["name"] == "NetworkError", error
    assert error["line"] == line, error
    assert re.search(message, error["message"]), error


@pytest.mark.parametrize(
    ("batch", "sizes", "field"), [(0, "8", "batch"), ("x", "8", "batch"), (1, "8 0", "input"), (1, "8 y", "input")]
)
def test_wrong_sizes_name_their_field(javascript, batch, sizes, field):
    error = javascript.call("network.js", "walkNetwork", "Linear(8, 4)", batch, sizes)["error"]
    assert (error["name"], error["field"]) == ("LayerError", field)
