"""Values, gradients and second derivatives of convolutions, by PyTorch in float64. Writes convolutions.json.

A row: { operation, options, shapes, shape, output, gradients, second }. `shapes` are those of the input and the weights, channels
last. Their numbers, and those of `upstream`, are `numbers(shape, seed)` with the seeds 1, 2 and 3, so that the file need not
contain them. `gradients` are those of sum(output · upstream) by the input and the weights. `second` are the gradients by the
same of ½·|∂L/∂x|² + ½·|∂L/∂w|², where L = sum(sin(output) · upstream).

A value is { data }, or { sums } if it has more than 8 elements: its inner products with `numbers(shape, seed)` for the seeds
4 to 7. An element that is off changes each of these. `shape` is that of the output.
"""

import itertools
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

HERE = Path(__file__).resolve().parent
WHOLE, SEEDS = 8, range(4, 8)
rows = []


def numbers(shape, seed):
    """Numbers from −1 to 1, the same in every language, and the same in float32."""
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    return (((i * i * 37 + i * (7919 + 211 * seed) + 104729 * seed) % 2003 - 1001) / 1024).reshape(shape)


def packed(tensor):
    value = tensor.detach().numpy()
    if value.size <= WHOLE:
        return {"data": (value.reshape(-1) + 0.0).tolist()}
    return {"sums": [float((value * numbers(value.shape, seed)).sum()) for seed in SEEDS]}


def both(value, axes):
    return list(value) if isinstance(value, (list, tuple)) else [value] * axes


def sides(padding, sizes, spans, strides):
    """The zeros before and after each axis; 'same' by TensorFlow's rule, which PyTorch has without strides only."""
    if padding == "valid":
        return [(0, 0)] * len(sizes)
    if padding == "same":
        total = [max((-(-n // t) - 1) * t + s - n, 0) for n, s, t in zip(sizes, spans, strides)]
        return [(t // 2, t - t // 2) for t in total]
    return [tuple(both(side, 2)) for side in both(padding, len(sizes))]


def around(pairs):
    """Sides as PyTorch pads: the last axis first."""
    return [count for pair in reversed(pairs) for count in pair]


def convolved(x, w, options):
    """Channels last to channels first, PyTorch's own convolution of zeros around the input, and back."""
    axes = x.ndim - 2
    stride, dilation = both(options.get("stride", 1), axes), both(options.get("dilation", 1), axes)
    spans = [(k - 1) * d + 1 for k, d in zip(w.shape, dilation)]
    pairs = sides(options.get("padding", "valid"), x.shape[1:-1], spans, stride)
    convolve = functional.conv1d if axes == 1 else functional.conv2d
    even = all(before == after for before, after in pairs)
    image = x.movedim(-1, 1) if even else functional.pad(x.movedim(-1, 1), around(pairs))
    weights = w.permute(*reversed(range(axes, axes + 2)), *range(axes))
    own = {"stride": stride, "dilation": dilation, "groups": options.get("groups", 1)}
    return convolve(image, weights, padding=[before for before, _ in pairs] if even else 0, **own).movedim(1, -1)


def transposed(x, w, options):
    """PyTorch's own transposed convolution without padding, of which the padding is cut off."""
    stride, dilation = both(options.get("stride", 1), 2), both(options.get("dilation", 1), 2)
    groups, (kh, kw, channels, filters) = options.get("groups", 1), w.shape
    apart = w.reshape(kh, kw, channels, groups, filters // groups)
    weights = apart.permute(3, 2, 4, 0, 1).reshape(groups * channels, filters // groups, kh, kw).contiguous()
    full = functional.conv_transpose2d(x.movedim(-1, 1).contiguous(), weights, stride=stride, dilation=dilation, groups=groups)
    spans = [(k - 1) * d + 1 for k, d in zip(w.shape, dilation)]
    padding = options.get("padding", "valid")
    if padding == "same":
        wanted = [n * t for n, t in zip(x.shape[1:-1], stride)]
        before = [first for first, _ in sides("same", wanted, spans, stride)]
        cut = [(-first, size - (n - first)) for first, size, n in zip(before, wanted, full.shape[2:])]
    else:
        cut = [(-before, -after) for before, after in sides(padding, x.shape[1:-1], spans, stride)]
    return functional.pad(full, around(cut)).movedim(1, -1)


OPERATIONS = {"conv1d": convolved, "conv2d": convolved, "convTranspose2d": transposed}


def row(operation, x, kernel, filters, **options):
    options = {name: value for name, value in options.items() if value not in (1, "valid") or (name, value) == ("padding", 1)}
    shapes = [list(x), [*kernel, x[-1] // options.get("groups", 1), filters]]
    inputs = [torch.tensor(numbers(shape, seed + 1), requires_grad=True) for seed, shape in enumerate(shapes)]
    output = OPERATIONS[operation](*inputs, options)
    upstream = torch.tensor(numbers(output.shape, 3))
    gradients = torch.autograd.grad((output * upstream).sum(), inputs, retain_graph=True)
    slopes = torch.autograd.grad((output.sin() * upstream).sum(), inputs, create_graph=True)
    bent = torch.autograd.grad(sum((slope**2).sum() / 2 for slope in slopes), inputs, materialize_grads=True)
    values = {"output": packed(output), "gradients": [*map(packed, gradients)], "second": [*map(packed, bent)]}
    rows.append({"operation": operation, "options": options, "shapes": shapes, "shape": list(output.shape), **values})


def turns(*lists):
    """One of each list, each list at its own pace, so that combinations do not repeat."""
    for n in itertools.count():
        yield tuple(values[(n // (step + 1) + n) % len(values)] for step, values in enumerate(lists))


def grouped(groups, channels, filters):
    """Channels and filters by what each group has; 'depthwise' has a group for each channel."""
    if groups == "depthwise":
        return {"groups": channels + 1}, channels + 1, (channels + 1) * min(filters, 2)
    return {"groups": groups}, groups * channels, groups * filters


GROUPS = [1, 2, "depthwise"]

shapes = turns([1, 2, 3], [1, 2, 3], [2, 1], [(7, 6), (5, 7), (6, 5), (9, 5)], [(3, 3), (2, 3), (1, 2), (3, 1), (2, 2)])
for stride, dilation, padding, groups in itertools.product(
    [1, 2, [2, 1], [3, 2]], [1, 2, [1, 2]], ["valid", "same", 1, [[0, 1], [2, 0]]], GROUPS
):
    channels, filters, batch, size, kernel = next(shapes)
    own, channels, filters = grouped(groups, channels, filters)
    row("conv2d", (batch, *size, channels), kernel, filters, stride=stride, dilation=dilation, padding=padding, **own)

shapes = turns([2, 1, 3], [1, 2, 3], [1, 3], [7, 6, 11], [3, 2, 4, 1])
for stride, dilation, padding, groups in itertools.product([1, 2, 3], [1, 2], ["valid", "same", 2, [[3, 0]]], GROUPS):
    channels, filters, batch, size, kernel = next(shapes)
    own, channels, filters = grouped(groups, channels, filters)
    size += 3 * (dilation - 1)
    row("conv1d", (batch, size, channels), (kernel,), filters, stride=stride, dilation=dilation, padding=padding, **own)

shapes = turns([1, 2, 3], [2, 1, 3], [2, 1], [(3, 4), (4, 3), (2, 5), (3, 3)], [(3, 3), (2, 3), (3, 1), (2, 2), (1, 2)])
for stride, dilation, padding, groups in itertools.product(
    [1, 2, [2, 1], [3, 2]], [1, [1, 2]], ["valid", "same", 1, [[0, 1], [1, 0]]], GROUPS
):
    channels, filters, batch, size, kernel = next(shapes)
    own, channels, filters = grouped(groups, channels, filters)
    x = (batch, *size, channels)
    row("convTranspose2d", x, kernel, filters, stride=stride, dilation=dilation, padding=padding, **own)

# One of everything, nothing at all, windows mostly of padding, strides past the window, padding by axis.
for operation, one, two in [("conv1d", (1,), (4,)), ("conv2d", (1, 1), (4, 3)), ("convTranspose2d", (1, 1), (4, 3))]:
    row(operation, (1, *one, 1), one, 1)
    row(operation, (3, *one, 2), one, 5, stride=2)
    row(operation, (0, *two, 2), tuple(2 for _ in two), 3)
    row(operation, (0, *two, 4), tuple(2 for _ in two), 2, padding="same", stride=2, groups=2)
    row(operation, (2, *two, 3), one, 4, stride=4, padding="same")
row("conv1d", (2, 1, 2), (3,), 3, padding=1)
row("conv2d", (2, 1, 1, 2), (3, 3), 3, padding=1)
row("conv2d", (1, 1, 2, 1), (5, 3), 2, padding=[2, [1, 3]], stride=[1, 2])
row("conv2d", (1, 2, 2, 1), (3, 3), 2, padding=4, dilation=3)
row("conv2d", (2, 3, 4, 1), (3, 4), 2)
row("convTranspose2d", (2, 1, 1, 3), (3, 5), 2, stride=2, padding=[1, [2, 0]])

# Numbers of channels, filters and places that no number of lanes or rows of a tile divides.
for x, kernel, filters, options in [
    ((1, 15, 13, 3), (7, 7), 9, {"stride": 2, "padding": 3}),
    ((2, 9, 11, 8), (3, 3), 16, {"padding": "same"}),
    ((3, 7, 7, 17), (3, 3), 33, {}),
    ((2, 9, 8, 16), (1, 1), 31, {"stride": 2}),
    ((2, 8, 9, 19), (3, 3), 19, {"padding": 1, "groups": 19}),
    ((1, 8, 9, 6), (3, 2), 24, {"padding": "same", "groups": 6, "stride": [1, 2]}),
    ((2, 7, 9, 12), (3, 3), 20, {"groups": 4, "dilation": 2, "padding": 2}),
    ((1, 12, 5, 5), (5, 1), 7, {"stride": [2, 3], "padding": [2, 0]}),
]:
    row("conv2d", x, kernel, filters, **options)
row("conv1d", (2, 37, 9), (5,), 18, dilation=4, padding=[[16, 0]])
row("conv1d", (3, 31, 13), (3,), 13, groups=13, stride=2, padding="same")
row("convTranspose2d", (2, 5, 7, 9), (4, 4), 18, stride=2, padding=1)
row("convTranspose2d", (1, 7, 5, 16), (3, 3), 12, stride=2, padding="same", groups=4)

count = {name: sum(entry["operation"] == name for entry in rows) for name in OPERATIONS}
text = ",\n".join(json.dumps(entry, allow_nan=False) for entry in rows)
(HERE / "convolutions.json").write_text(f"[\n{text}\n]\n")
print(f"{len(rows)} rows: {count}")
