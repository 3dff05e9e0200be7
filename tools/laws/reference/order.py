"""Values and gradients of operations that order elements, or run along an axis, by PyTorch in float64.

Writes order.json; see rows.py.
"""

import numpy as np
import torch

from rows import Rows

rows = Rows(2026)
real, row = rows.real, rows.row

for shape, axis in [((5,), -1), ((2, 4), 1), ((4, 3), 0), ((2, 4, 3), -2), ((0, 3), 1), ((3, 1), 1)]:
    for descending in [False, True]:
        options = {"axis": axis, **({"descending": True} if descending else {})}
        row("sort", lambda x: torch.sort(x, dim=axis, descending=descending, stable=True).values, real(*shape), **options)
for shape, k, axis in [((5,), 2, -1), ((2, 4), 4, 1), ((4, 3), 2, 0), ((2, 5, 2), 3, -2)]:
    row("topK", lambda x: torch.topk(x, k, dim=axis, largest=False).values, real(*shape), k=k, axis=axis, largest=False)

zeros = np.array([[2.0, 0.0, -3.0, 4.0], [0.0, 5.0, 0.0, 1.5], [0.0, 0.0, 0.0, 0.0], [1.5, 2.0, -0.5, 0.0]])


def along(compute, x, axis, reverse=False, exclusive=False, start=0.0):
    """A running function from either end, with each element or without it."""
    x = x.flip(axis) if reverse else x
    if exclusive and x.shape[axis] > 0:
        first = torch.full_like(x.narrow(axis, 0, 1), start)
        x = torch.cat([first, x.narrow(axis, 0, x.shape[axis] - 1)], axis)
    y = compute(x, axis)
    return y.flip(axis) if reverse else y


for shape, axis in [((2, 3), -1), ((2, 3), 0), ((4,), 0), ((2, 3, 2), 1), ((2, 1), 1), ((0, 3), 0), ((0, 3), 1)]:
    for reverse, exclusive in [(False, False), (True, False), (False, True), (True, True)]:
        options = {"axis": axis, **({"reverse": True} if reverse else {}), **({"exclusive": True} if exclusive else {})}
        row("cumprod", lambda x: along(torch.cumprod, x, axis, reverse, exclusive, 1.0), real(*shape), **options)
        if exclusive:
            row("cumsum", lambda x: along(torch.cumsum, x, axis, reverse, exclusive), real(*shape), **options)
            continue
        row("cummax", lambda x: along(lambda y, d: torch.cummax(y, d).values, x, axis, reverse), real(*shape), **options)
        row("cummin", lambda x: along(lambda y, d: torch.cummin(y, d).values, x, axis, reverse), real(*shape), **options)
        row("logCumSumExp", lambda x: along(torch.logcumsumexp, x, axis, reverse), real(*shape), **options)
for axis in [0, 1]:
    for exclusive in [False, True]:
        options = {"axis": axis, **({"exclusive": True} if exclusive else {})}
        row("cumprod", lambda x: along(torch.cumprod, x, axis, False, exclusive, 1.0), zeros, **options)
ties = np.array([[1.0, 2.0, 2.0, 1.0, 2.0], [3.0, 3.0, 1.0, 1.0, 0.0]])
row("cummax", lambda x: torch.cummax(x, 1).values, ties, axis=1)
row("cummin", lambda x: torch.cummin(x, 1).values, ties, axis=1)
far = np.array([[1000.0, 1000.5, -1000.0, 1003.0], [-1000.0, -1001.0, 900.0, 3.0]])
row("logCumSumExp", lambda x: torch.logcumsumexp(x, 1), far, axis=1)


def quantile(x, q, axes, keep, method="linear"):
    """Over several axes: PyTorch takes one."""
    axes = sorted(axis % x.dim() for axis in axes)
    kept = [axis for axis in range(x.dim()) if axis not in axes]
    lines = x.permute(*kept, *axes).reshape(*[x.shape[axis] for axis in kept], -1)
    y = torch.quantile(lines, torch.tensor(q, dtype=torch.float64), dim=-1, interpolation=method)
    shape = [1 if axis in axes else n for axis, n in enumerate(x.shape) if keep or axis not in axes]
    return y.reshape([len(q), *shape] if isinstance(q, list) else shape)


for shape, axes in [((5,), [0]), ((4,), [0]), ((2, 3), [1]), ((4, 3), [0]), ((2, 3, 2), [0, 2]), ((3, 2, 2), [1, 2]), ((3, 1), [1])]:
    for keep in [False, True]:
        options = {"axes": axes, **({"keep": True} if keep else {})}
        row("median", lambda x: quantile(x, 0.5, axes, keep), real(*shape), **options)
        row("quantile", lambda x: quantile(x, 0.3, axes, keep), real(*shape), q=0.3, **options)
        row("quantile", lambda x: quantile(x, [0.0, 0.75, 1.0], axes, keep), real(*shape), q=[0.0, 0.75, 1.0], **options)
        for correction in [0, 1]:
            if shape != (3, 1):
                std = lambda x: torch.std(x, dim=axes, keepdim=keep, correction=correction)
                row("std", std, real(*shape), correction=correction, **options)
for method in ["lower", "higher", "nearest", "midpoint"]:
    for n in [4, 5]:  # 0.5, 1.5 and 2.5 of 0 to 3 lie halfway
        q = [0.0, 1 / 6, 0.3, 0.5, 5 / 6, 1.0]
        row("quantile", lambda x: quantile(x, q, [1], False, method), real(2, n), q=q, axes=[1], method=method)
row("std", lambda x: torch.std(x, dim=1, correction=0), np.array([[2.0, 2.0, 2.0], [0.0, 0.0, 0.0]]), axes=[1])

rows.write("order.json")
