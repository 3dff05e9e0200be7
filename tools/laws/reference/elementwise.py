"""Values and gradients of roundings, remainders, circular and hyperbolic functions, and activations, by PyTorch in float64.

Writes elementwise.json; see rows.py.
"""

import numpy as np
import torch
from torch.nn import functional

from rows import Rows

rows = Rows(2026)
real, positive, row = rows.real, rows.positive, rows.row

halves = np.array([-3.5, -2.5, -1.5, -0.5, 0.0, 0.5, 1.5, 2.5, 3.5, 0.4999999701976776, 8388606.5, 8388607.5])
for name, compute in [("ceil", torch.ceil), ("round", torch.round), ("trunc", torch.trunc)]:
    for shape in [(2, 3), (), (0, 3)]:
        row(name, compute, real(*shape))
    row(name, compute, halves)

dividends = np.array([-7.0, 7.0, -7.0, 7.0, 6.0, -6.0, 1048576.0, -1048576.0, 5.5, -0.625])
divisors = np.array([3.0, -3.0, -3.0, 3.0, 3.0, 3.0, 0.75, 0.75, -1.25, 8.0])
for name, compute in [("mod", torch.remainder), ("fmod", torch.fmod)]:
    for a, b in [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2, 2)), ((2, 1, 2), (3, 1)), ((0, 3), (3,))]:
        row(name, compute, real(*a), positive(*b))
    row(name, compute, dividends, divisors)

for name, compute, low, high in [
    ("tan", torch.tan, -1.4, 1.4),
    ("asin", torch.asin, -0.95, 0.95),
    ("acos", torch.acos, -0.95, 0.95),
    ("atan", torch.atan, -3, 3),
    ("sinh", torch.sinh, -3, 3),
    ("cosh", torch.cosh, -3, 3),
    ("asinh", torch.asinh, -3, 3),
    ("acosh", torch.acosh, 1.1, 4),
    ("atanh", torch.atanh, -0.95, 0.95),
    ("log2", torch.log2, 0.2, 5),
    ("log10", torch.log10, 0.2, 5),
    ("exp2", torch.exp2, -3, 3),
]:
    for shape in [(2, 3), (), (0, 3)]:
        row(name, compute, real(*shape, low=low, high=high))
    row(name, compute, np.array([1.5, 2.0, 8.0] if name in ["acosh", "log2", "log10"] else [-0.75, 0.0, 0.5]))
for a, b in [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2, 2)), ((2, 1, 2), (3, 1)), ((0, 3), (3,))]:
    row("atan2", torch.atan2, real(*a), real(*b))
row("atan2", torch.atan2, np.array([1.0, 1.0, -1.0, -1.0, 0.0, 0.0, 2.0]), np.array([1.0, -1.0, -1.0, 1.0, 3.0, -3.0, 0.0]))

for name, compute, kinks, options in [
    ("relu6", functional.relu6, [0, 6], {}),
    ("selu", functional.selu, [], {}),
    ("celu", functional.celu, [], {}),
    ("celu", lambda x: functional.celu(x, alpha=0.5), [], {"alpha": 0.5}),
    ("mish", functional.mish, [0], {}),
    ("hardSigmoid", lambda x: functional.relu6(x + 3) / 6, [-3, 3], {}),  # its own has no second derivative
    ("hardSwish", functional.hardswish, [], {}),  # at −3 and 3 its second derivative is that of neither side
    ("logSigmoid", functional.logsigmoid, [0], {}),
    ("softsign", functional.softsign, [0], {}),
]:
    for shape in [(2, 3), (), (0, 3)]:
        row(name, compute, real(*shape, low=-4, high=7), **options)
    row(name, compute, np.array([-750.0, -40.0, -8.0, *kinks, 8.0, 40.0, 750.0]), **options)
for a, b in [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 3), ()), ((2, 1, 2), (3, 1)), ((0, 3), (3,))]:
    row("prelu", lambda x, slope: torch.where(x > 0, x, slope * x), real(*a), real(*b))
for shape, axis in [((2, 4), -1), ((4, 3), 0), ((2, 6, 2), 1), ((0, 2), 1), ((2,), 0)]:
    row("glu", lambda x: functional.glu(x, axis), real(*shape), axis=axis)

rows.write("elementwise.json")
