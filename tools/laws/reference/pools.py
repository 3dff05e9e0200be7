"""Values and gradients of pools and of upsampling, channels last, by PyTorch in float64.

PyTorch pools with its channels second and pads both sides alike: tensors are permuted, and other paddings are added before.
Writes pools.json; see rows.py.
"""

import math

import numpy as np
import torch
from torch.nn import functional

from rows import Rows

rows = Rows(2026)
real, row = rows.real, rows.row


def channels_second(compute):
    """The same for values with their channels last."""

    return lambda x: compute(x.movedim(-1, 1)).movedim(1, -1)


def sides_of(padding, lengths, size, stride):
    """The elements before and after along each axis."""
    if padding == "valid":
        return [(0, 0)] * len(lengths)
    if padding == "same":
        totals = [max((math.ceil(n / s) - 1) * s + k - n, 0) for n, k, s in zip(lengths, size, stride)]
        return [(total // 2, total - total // 2) for total in totals]
    each = [padding] * len(lengths) if isinstance(padding, int) else padding
    return [(sides, sides) if isinstance(sides, int) else tuple(sides) for sides in each]


def padded(x, sides, value):
    return functional.pad(x, [count for pair in reversed(sides) for count in pair], value=value)


def largest(size, stride, sides, dilation):
    pool = functional.max_pool1d if len(size) == 1 else functional.max_pool2d
    if all(before == after for before, after in sides) and all(2 * before <= k for (before, _), k in zip(sides, size)):
        return channels_second(lambda x: pool(x, size, stride, [before for before, _ in sides], dilation))
    return channels_second(lambda x: pool(padded(x, sides, -math.inf), size, stride, 0, dilation))


def mean(size, stride, sides, count_padding):
    pool = functional.avg_pool1d if len(size) == 1 else functional.avg_pool2d
    if all(before == after for before, after in sides) and all(2 * before <= k for (before, _), k in zip(sides, size)):
        sides = [before for before, _ in sides]
        return channels_second(lambda x: pool(x, size, stride, sides, count_include_pad=count_padding))

    def divided(x):
        sums = pool(padded(x, sides, 0.0), size, stride)
        return sums if count_padding else sums / pool(padded(torch.ones_like(x), sides, 0.0), size, stride)

    return channels_second(divided)


def mean_apart(size, stride, sides, dilation, count_padding):
    """PyTorch's means are of neighbours only: these are of unfolded windows, of images of one row if need be."""

    def divided(x):
        def sums(values):
            image = padded(values, sides, 0.0)
            images = image if len(size) == 2 else image.unsqueeze(2)
            two = lambda numbers: numbers if len(size) == 2 else [1, *numbers]
            columns = functional.unfold(images, two(size), two(dilation), 0, two(stride))
            outs = [(n - (k - 1) * d - 1) // s + 1 for n, k, d, s in zip(image.shape[2:], size, dilation, stride)]
            return columns.reshape(*image.shape[:2], math.prod(size), *outs).sum(2)

        return sums(x) / (math.prod(size) if count_padding else sums(torch.ones_like(x)))

    return channels_second(divided)


for shape, size, stride, padding, *apart in [
    ((2, 6, 1), [2], [2], "valid"),
    ((1, 7, 3), [3], [2], "same"),
    ((2, 5, 2), [3], [1], 1),
    ((1, 6, 2), [2], [3], [[1, 0]]),
    ((2, 4, 4, 3), [2, 2], [2, 2], "valid"),
    ((1, 5, 7, 2), [2, 2], [2, 2], "valid"),
    ((1, 5, 6, 2), [3, 3], [2, 2], "same"),
    ((1, 5, 5, 2), [3, 3], [1, 1], "same"),
    ((2, 4, 5, 1), [2, 3], [1, 2], [1, 1]),
    ((1, 4, 5, 4), [3, 2], [3, 1], [[2, 1], [0, 1]]),
    ((1, 5, 5, 1), [2, 2], [3, 3], "valid"),
    ((1, 1, 1, 2), [1, 1], [1, 1], "valid"),
    ((1, 2, 2, 5), [5, 5], [2, 2], "same"),
    ((0, 4, 4, 2), [2, 2], [2, 2], "valid"),
    ((2, 7, 2), [3], [1], "valid", [2]),
    ((1, 6, 5, 2), [2, 2], [2, 1], "valid", [3, 2]),
    ((1, 6, 7, 3), [3, 2], [1, 2], 1, [2, 3]),
    ((1, 5, 6, 2), [2, 3], [1, 2], [[1, 0], [0, 2]], [2, 2]),
    ((1, 5, 7, 1), [3, 3], [2, 2], "same", [2, 2]),
]:
    dilation = apart[0] if apart else [1] * len(size)
    sides = sides_of(padding, shape[1:-1], [(k - 1) * d + 1 for k, d in zip(size, dilation)], stride)
    options = {"size": size, "stride": stride, "padding": padding, **({"dilation": dilation} if apart else {})}
    row("maxPool", largest(size, stride, sides, dilation), real(*shape), **options)
    row("maxPool", largest(size, stride, sides, dilation), np.round(real(*shape)), **options)  # ties
    for count_padding in (False, True):
        pool = mean_apart(size, stride, sides, dilation, count_padding) if apart else mean(size, stride, sides, count_padding)
        row("averagePool", pool, real(*shape), **options, countPadding=count_padding)

for shape in [(2, 5, 3), (2, 3, 4, 2), (1, 1, 1, 4), (0, 2, 2, 3)]:
    row("globalAveragePool", lambda x: x.mean(dim=tuple(range(1, x.dim() - 1))), real(*shape))

for shape, factor in [((2, 3, 2), [2]), ((1, 4, 1), [3]), ((1, 2, 3, 2), [2, 2]), ((2, 3, 1, 1), [1, 4]), ((1, 1, 5, 3), [3, 2])]:
    for mode in ("nearest", "bilinear"):
        torch_mode = "linear" if mode == "bilinear" and len(shape) == 3 else mode
        settings = {} if mode == "nearest" else {"align_corners": False}
        scale = tuple(float(times) for times in factor)
        up = lambda x: functional.interpolate(x, scale_factor=scale, mode=torch_mode, **settings)
        row("upsample", channels_second(up), real(*shape), factor=factor, mode=mode)

rows.write("pools.json")
