"""Values and gradients of every differentiable operation, by PyTorch in float64. Writes operations.json; see rows.py."""

import numpy as np
import torch

from rows import Rows

rows = Rows(2023)
draw, real, positive, row = rows.draw, rows.real, rows.positive, rows.row

for name, compute, sample in [
    ("neg", torch.neg, real),
    ("exp", torch.exp, real),
    ("log", torch.log, positive),
    ("sqrt", torch.sqrt, positive),
    ("square", torch.square, real),
    ("reciprocal", torch.reciprocal, real),
    ("abs", torch.abs, real),
    ("tanh", torch.tanh, real),
    ("sigmoid", torch.sigmoid, real),
    ("relu", torch.relu, real),
    ("sin", torch.sin, real),
    ("cos", torch.cos, real),
]:
    for shape in [(2, 3), (), (0, 3)]:
        row(name, compute, sample(*shape))
for name, compute in [("abs", torch.abs), ("relu", torch.relu)]:
    row(name, compute, np.array([-1.0, 0.0, 1.0]))  # the kink itself
for name, compute in [("sigmoid", torch.sigmoid), ("tanh", torch.tanh), ("exp", torch.exp)]:
    row(name, compute, np.array([-750.0, -40.0, 40.0, 700.0]))  # far out

for name, compute, left, right in [
    ("add", torch.add, real, real),
    ("sub", torch.sub, real, real),
    ("mul", torch.mul, real, real),
    ("div", torch.div, real, real),
    ("pow", torch.pow, positive, real),
    ("maximum", torch.maximum, real, real),
    ("minimum", torch.minimum, real, real),
]:
    for a, b in [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2, 2)), ((2, 1, 2), (3, 1)), ((0, 3), (3,))]:
        row(name, compute, left(*a), right(*b))
for name, compute in [("maximum", torch.maximum), ("minimum", torch.minimum)]:
    row(name, compute, np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 2.0]))  # a tie
row("pow", lambda a, b: torch.pow(a, b.detach()), np.array([-2.0, -1.5, 0.5]), np.array([2.0, 3.0, 2.0]))  # of negative numbers

for condition, a, b in [((2, 3), (2, 3), (2, 3)), ((3,), (2, 1), ()), ((2, 1), (3,), (2, 3))]:
    row("where", torch.where, draw.random(condition) < 0.5, real(*a), real(*b))

for name, compute in [("sum", torch.sum), ("mean", torch.mean), ("max", torch.amax), ("min", torch.amin)]:
    for shape, axes in [((2, 3), [0, 1]), ((2, 3), [0]), ((2, 3), [1]), ((2, 3, 2), [0, 2]), ((3, 1), [1])]:
        for keep in [False, True]:
            reduce = lambda x: compute(x, dim=tuple(axes), keepdim=keep)
            row(name, reduce, real(*shape), axes=axes, **({"keep": True} if keep else {}))
for name, compute in [("max", torch.amax), ("min", torch.amin)]:
    row(name, lambda x: compute(x, dim=1), np.array([[1.0, 1.0, 0.0], [0.5, 0.5, 0.5]]), axes=[1])  # ties
row("sum", lambda x: torch.sum(x, dim=0), real(0, 3), axes=[0])

for a, b in [((2, 3), (3, 4)), ((1, 3), (3, 1)), ((3, 1), (1, 2)), ((2, 0), (0, 2)), ((0, 2), (2, 3))]:
    row("matmul", torch.matmul, real(*a), real(*b))

row("transpose", lambda x: x.T, real(2, 3), permutation=[1, 0])
row("transpose", lambda x: x.permute(2, 0, 1), real(2, 3, 2), permutation=[2, 0, 1])
row("reshape", lambda x: x.reshape(3, 2), real(2, 3), shape=[3, 2])
row("reshape", lambda x: x.reshape(2, 1, 3), real(6), shape=[2, 1, 3])
row("reshape", lambda x: x.reshape(()), real(1, 1), shape=[])

for table, indices in [((4, 2), [3, 0, 3]), ((3,), [[0, 2], [2, 2]]), ((3, 2), [])]:
    picked = np.array(indices, dtype=np.int32)
    row("gather", lambda x, i: x[i.long()], real(*table), picked)

for name, compute in [("softmax", torch.softmax), ("logSoftmax", torch.log_softmax)]:
    for shape, axis in [((2, 3), -1), ((2, 3), 0), ((4,), 0), ((2, 1), 1)]:
        row(name, lambda x: compute(x, dim=axis), real(*shape), axis=axis)
    row(name, lambda x: compute(x, dim=-1), np.array([[1000.0, 1000.5, -1000.0]]), axis=-1)  # overflows if done naively

rows.write("operations.json")
