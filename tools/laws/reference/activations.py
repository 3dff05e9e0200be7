"""Values and gradients of activations, running sums and further reductions, by PyTorch in float64.

Writes activations.json; see rows.py.
"""

import numpy as np
import torch
from torch.nn import functional

from rows import Rows

rows = Rows(2024)
real, row = rows.real, rows.row

activations = [
    ("log1p", torch.log1p, {}),
    ("expm1", torch.expm1, {}),
    ("erf", torch.erf, {}),
    ("floor", torch.floor, {}),
    ("softplus", lambda x: torch.logaddexp(x, torch.zeros_like(x)), {}),  # functional.softplus is x itself above a threshold
    ("elu", functional.elu, {}),
    ("elu", lambda x: functional.elu(x, alpha=0.5), {"alpha": 0.5}),
    ("leakyRelu", functional.leaky_relu, {}),
    ("leakyRelu", lambda x: functional.leaky_relu(x, 0.25), {"slope": 0.25}),
    ("gelu", functional.gelu, {}),
    ("gelu", lambda x: functional.gelu(x, approximate="tanh"), {"approximate": "tanh"}),
    ("silu", functional.silu, {}),
    ("clip", lambda x: torch.clamp(x, -0.75, 1.25), {"min": -0.75, "max": 1.25}),
    ("clip", lambda x: torch.clamp(x, min=0.1), {"min": 0.1}),
    ("clip", lambda x: torch.clamp(x, max=0.1), {"max": 0.1}),
]
for name, compute, options in activations:
    sample = (lambda *shape: real(*shape, low=-0.9)) if name == "log1p" else real
    for shape in [(2, 3), (), (0, 3)]:
        row(name, compute, sample(*shape), **options)
    if name not in ["log1p", "clip"]:
        row(name, compute, np.array([-1.0, 0.0, 1.0]), **options)  # the kink itself
    if name not in ["log1p", "expm1"]:
        row(name, compute, np.array([-750.0, -40.0, -8.0, 8.0, 40.0, 750.0]), **options)  # far out
row("log1p", torch.log1p, np.array([-1e-20, 1e-20, 1e-9]))
row("expm1", torch.expm1, np.array([-750.0, -40.0, -1e-20, 1e-20, 1e-9, 700.0]))
row("erf", torch.erf, np.linspace(-6.5, 6.5, 53))
row("clip", lambda x: torch.clamp(x, -1.0, 1.0), np.array([-2.0, -1.0, 0.0, 1.0, 2.0]), min=-1.0, max=1.0)  # at the bounds

reductions = [
    ("variance", lambda x, d, k: torch.var(x, dim=d, keepdim=k, correction=0), {}),
    ("variance", lambda x, d, k: torch.var(x, dim=d, keepdim=k, correction=1), {"correction": 1}),
    ("logSumExp", lambda x, d, k: torch.logsumexp(x, dim=d, keepdim=k), {}),
    ("norm", lambda x, d, k: torch.linalg.vector_norm(x, dim=d, keepdim=k), {}),
    ("norm", lambda x, d, k: torch.linalg.vector_norm(x, 1, dim=d, keepdim=k), {"order": 1}),
    ("norm", lambda x, d, k: torch.linalg.vector_norm(x, torch.inf, dim=d, keepdim=k), {"order": "Infinity"}),
]


def prod(x, dims, keep):
    for dim in reversed(dims):
        x = torch.prod(x, dim=dim, keepdim=keep)
    return x


for name, compute, options in [*reductions, ("prod", prod, {})]:
    for shape, axes in [((2, 3), [0, 1]), ((2, 3), [0]), ((2, 3), [1]), ((2, 3, 2), [0, 2]), ((3, 2, 2), [0, 1]), ((3, 1), [0])]:
        for keep in [False, True]:
            row(name, lambda x: compute(x, axes, keep), real(*shape), axes=axes, **({"keep": True} if keep else {}), **options)

row("prod", lambda x: torch.prod(x, 0), real(0, 3), axes=[0])
row("prod", lambda x: torch.prod(x, 1), np.array([[2.0, 0.0, -3.0], [0.0, 5.0, 0.0], [0.0, 0.0, 0.0], [1.5, 2.0, 4.0]]), axes=[1])
row("prod", lambda x: prod(x, [0, 2], False), np.array([[[2.0, 0.0], [3.0, 0.5]], [[4.0, 5.0], [0.0, 0.0]]]), axes=[0, 2])
row("logSumExp", lambda x: torch.logsumexp(x, 1), np.array([[1000.0, 1000.5], [-1000.0, -1001.0], [3.0, -2000.0]]), axes=[1])
for order in [1, 2, torch.inf]:
    options = {"order": "Infinity" if order == torch.inf else order}
    at_zero = np.array([[0.0, 0.0], [3.0, -3.0], [0.0, -2.0]])  # no direction, and a tie
    row("norm", lambda x: torch.linalg.vector_norm(x, order, dim=1), at_zero, axes=[1], **options)
row("norm", lambda x: torch.linalg.vector_norm(x, dim=0), real(0, 3), axes=[0])
far = np.array([[8388608.0, 8388609.0, 8388610.0], [4.0, 4.0, 4.0]])  # a mean of squares would lose all digits
row("variance", lambda x: torch.var(x, dim=1, correction=0), far, axes=[1])

for shape, axis in [((2, 3), -1), ((2, 3), 0), ((4,), 0), ((2, 3, 2), 1), ((2, 1), 1), ((0, 3), 0), ((0, 3), 1)]:
    row("cumsum", lambda x: torch.cumsum(x, axis), real(*shape), axis=axis)
    row("cumsum", lambda x: torch.cumsum(x.flip(axis), axis).flip(axis), real(*shape), axis=axis, reverse=True)

rows.write("activations.json")
