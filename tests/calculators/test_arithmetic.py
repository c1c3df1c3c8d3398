"""The layer arithmetic against PyTorch (layer_table.json) and against its own laws."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

TABLE = json.loads(Path(__file__).with_name("layer_table.json").read_text(encoding="utf-8"))
GROUPS = TABLE["groups"]


@pytest.mark.parametrize("number", range(len(GROUPS)), ids=[f"{i}-{g['kind']}" for i, g in enumerate(GROUPS)])
def test_agrees_with_pytorch(javascript, number):
    """Output shape, parameters and MACC to the last digit; what PyTorch refuses is refused at the same argument."""
    group = GROUPS[number]
    calls = [(group["kind"], dict(zip(group["names"], row[1], strict=True)), row[0]) for row in group["rows"]]
    answers = javascript.call_all("arithmetic.js", "calculate", calls)
    for call, row, answer in zip(calls, group["rows"], answers, strict=True):
        expected = row[2:]
        if len(expected) == 1 or 0 in expected[0]:
            # PyTorch lets some outputs of size zero pass; we never do.
            assert "error" in answer, call
            assert answer["error"]["name"] == "LayerError", (call, answer)
            assert answer["error"]["message"].endswith("."), answer
            if len(expected) == 1:
                assert answer["error"]["field"] in expected[0].split(), (call, answer)
        else:
            assert "result" in answer, (call, answer)
            result = answer["result"]
            assert [list(map(int, result["output"])), int(result["paramCount"]), int(result["macCount"])] == expected, (
                call
            )


def one(javascript, kind, shape, **arguments):
    """The result of one layer that must be accepted, with integers read back."""
    answer = javascript.call("arithmetic.js", "calculate", kind, arguments, [str(size) for size in shape])
    assert "result" in answer, answer
    result = answer["result"]
    numbers = {name: int(value) for name, value in result.items() if isinstance(value, str)}
    return {**result, **numbers, "output": [int(size) for size in result["output"]]}


sizes = st.integers(1, 30)
small = st.integers(1, 5)


@settings(deadline=None, max_examples=150)
@given(size=sizes, kernel=small, stride=small, padding=st.integers(0, 5), dilation=small)
def test_convolution_counts_windows(javascript, size, kernel, stride, padding, dilation):
    """The output size is the number of places where the whole dilated kernel fits, counted one by one."""
    span = dilation * (kernel - 1) + 1
    places = len(range(0, size + 2 * padding - span + 1, stride))
    arguments = {"kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    answer = javascript.call(
        "arithmetic.js", "calculate", "Conv1d", {"in_channels": 1, "out_channels": 1, **arguments}, [1, 1, size]
    )
    if places == 0:
        assert answer["error"]["field"] == "kernel_size"
    else:
        assert answer["result"]["output"] == ["1", "1", str(places)]
        assert int(answer["result"]["macCount"]) == places * kernel


@settings(deadline=None, max_examples=150)
@given(size=sizes, kernel=small, stride=small, padding=st.integers(0, 2))
def test_ceil_mode_counts_windows(javascript, size, kernel, stride, padding):
    """With ceil_mode, windows that start inside the input or its front padding count too."""
    if padding > kernel // 2 or kernel > size + 2 * padding:
        return
    starts = range(-padding, size, stride)
    fits = [s for s in starts if s + kernel <= size + padding]
    # One more window where the last full one leaves values over.
    last = fits[-1] + stride if fits else -padding
    covered = fits[-1] + kernel if fits else -padding
    more = 1 if covered < size + padding and last < size else 0
    arguments = {"kernel_size": kernel, "stride": stride, "padding": padding, "ceil_mode": True}
    answer = javascript.call("arithmetic.js", "calculate", "MaxPool1d", arguments, [1, 1, size])
    assert answer["result"]["output"] == ["1", "1", str(len(fits) + more)]


@settings(deadline=None, max_examples=100)
@given(size=sizes, kernel=small, stride=small, dilation=small, groups=small)
def test_transposed_convolution_undoes_the_size(javascript, size, kernel, stride, dilation, groups):
    """With the right output padding a transposed convolution gives back the size that a convolution was given."""
    span = dilation * (kernel - 1) + 1
    if size < span:
        return
    shared = {"kernel_size": kernel, "stride": stride, "dilation": dilation, "groups": groups}
    channels = {"in_channels": 2 * groups, "out_channels": 2 * groups}
    forth = one(javascript, "Conv1d", [3, 2 * groups, size], **shared, **channels)
    extra = {"output_padding": (size - span) % stride}
    back = one(javascript, "ConvTranspose1d", forth["output"], **shared, **channels, **extra)
    assert back["output"] == [3, 2 * groups, size]
    assert back["macCount"] == forth["macCount"]
    assert back["paramCount"] == forth["paramCount"]


big = st.integers(1, 10**18)


@settings(deadline=None, max_examples=60)
@given(n=big, cin=big, cout=big, height=big, width=big)
def test_huge_sizes_stay_exact(javascript, n, cin, cout, height, width):
    """No size that fits the fields loses a digit."""
    got = one(
        javascript, "Conv2d", [n, cin, height, width], in_channels=str(cin), out_channels=str(cout), kernel_size=1
    )
    assert got["macCount"] == n * cin * cout * height * width
    assert got["paramCount"] == cin * cout + cout


@settings(deadline=None, max_examples=60)
@given(cin=small, cout=small, kernel=small, bias=st.booleans(), extra=st.integers(0, 9))
def test_exact_flops_of_a_convolution(javascript, cin, cout, kernel, bias, extra):
    """2K²D − 1 operations a value without a bias, 2K²D with one; the list's formula adds one to each in any case."""
    size = kernel + extra
    got = one(
        javascript, "Conv2d", [1, cin, size, size], in_channels=cin, out_channels=cout, kernel_size=kernel, bias=bias
    )
    outputs = cout * (extra + 1) ** 2
    per_value = 2 * kernel**2 * cin - (0 if bias else 1)
    assert 2 * got["macCount"] - got["sums"] + got["biases"] + got["ops"] == outputs * per_value
    assert 2 * got["macCount"] + got["listed"] == outputs * (2 * kernel**2 * cin + 1)


@settings(deadline=None, max_examples=200)
@given(
    kind=st.sampled_from(sorted({group["kind"] for group in GROUPS})),
    values=st.lists(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(-3, 12),
            st.text(max_size=4),
            st.floats(allow_nan=False, allow_infinity=False),
            st.lists(st.integers(-1, 4), max_size=4),
        ),
        max_size=8,
    ),
    shape=st.lists(st.integers(-1, 9), max_size=5),
)
def test_nonsense_is_refused_with_a_sentence(javascript, kind, values, shape):
    """Whatever is typed, the answer is a result or a LayerError that names an argument, never a crash."""
    names = next(group["names"] for group in GROUPS if group["kind"] == kind)
    answer = javascript.call("arithmetic.js", "calculate", kind, dict(zip(names, values, strict=False)), shape)
    if "error" in answer:
        assert answer["error"]["name"] == "LayerError", answer
        assert answer["error"]["field"] and answer["error"]["message"]
