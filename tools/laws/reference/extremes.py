"""Values and gradients at the ends of the numbers, by PyTorch in float32, float64 and int32. Writes extremes.json.

The file: { tensors, rows }. A row: { operation, options?, dtype, inputs, output, gradients? }, all values by their number
among the tensors, each { shape, dtype?, data } with the row's dtype left out, and the data as JavaScript would read the words
of a text. The gradients are those of the output's sum, null where an input has none.
"""

import itertools
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

HERE = Path(__file__).resolve().parent
NAMES = {torch.float32: "float32", torch.float64: "float64", torch.int32: "int32", torch.int64: "int32", torch.bool: "bool"}
inf, nan = float("inf"), float("nan")
rows = []
tensors = {}  # by their text: most values come more than once


def word(value):
    """A number as JavaScript reads it; float32 in as few digits as it takes."""
    text = str(value)
    return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity", "True": "1", "False": "0"}.get(text, text.removesuffix(".0"))


def packed(tensor, dtype):
    words = [word(x) for x in tensor.detach().reshape(-1).numpy()]
    own = {} if tensor.dtype == dtype else {"dtype": NAMES[tensor.dtype]}
    text = json.dumps({"shape": list(tensor.shape), **own, "data": " ".join(words)})
    return tensors.setdefault(text, len(tensors))


def row(operation, compute, *inputs, **options):
    """Inputs are tensors; those of the row's dtype, that of the first, are varied if it is a float."""
    dtype = next((x.dtype for x in inputs if x.dtype.is_floating_point), inputs[0].dtype)
    given = [x.clone().requires_grad_(x.dtype.is_floating_point) for x in inputs]
    output = compute(*given)
    entry = {"operation": operation, **({"options": options} if options else {}), "dtype": NAMES[dtype]}
    entry["inputs"] = [packed(x, dtype) for x in inputs]
    entry["output"] = packed(output, dtype)
    if output.requires_grad:
        grads = torch.autograd.grad(output, [x for x in given if x.requires_grad], torch.ones_like(output), allow_unused=True)
        found = iter(grads)
        entry["gradients"] = [
            packed(g, dtype) if x.requires_grad and (g := next(found)) is not None else None for x in given
        ]
    rows.append(entry)


def wild(dtype):
    ends = np.finfo(np.float32 if dtype == torch.float32 else np.float64)
    return [nan, inf, -inf, 0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, float(ends.max), -float(ends.max), float(ends.tiny),
            -float(ends.tiny) / 8, float(ends.smallest_subnormal), 1e-9, -1e-9, 20.0, -20.0, 88.7, 88.8, -104.0, 709.7, 710.0,
            -746.0, 2.0**24, -(2.0**31), 2.0**31, 1e30]  # fmt: skip


def few(dtype):
    return [x for i, x in enumerate(wild(dtype)) if i in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 28)]


WHOLE = [-(2**31), -(2**31) + 1, -65537, -46341, -3, -1, 0, 1, 2, 46341, 65537, 2**31 - 2, 2**31 - 1]

UNARY = {
    "neg": torch.neg, "abs": torch.abs, "sign": torch.sign, "floor": torch.floor, "ceil": torch.ceil, "round": torch.round, "trunc": torch.trunc, "square": torch.square, "sqrt": torch.sqrt,
    "reciprocal": torch.reciprocal, "exp": torch.exp, "expm1": torch.expm1, "log": torch.log, "log1p": torch.log1p,
    "sin": torch.sin, "cos": torch.cos, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "erf": torch.erf, "relu": torch.relu,
    "silu": F.silu, "softplus": F.softplus, "isNaN": torch.isnan, "isFinite": torch.isfinite, "isInfinite": torch.isinf,
    "tan": torch.tan, "asin": torch.asin, "acos": torch.acos, "atan": torch.atan, "sinh": torch.sinh, "cosh": torch.cosh,
    "asinh": torch.asinh, "acosh": torch.acosh, "atanh": torch.atanh, "log2": torch.log2, "log10": torch.log10, "exp2": torch.exp2,
    "relu6": F.relu6, "selu": F.selu, "mish": F.mish, "hardSigmoid": F.hardsigmoid, "hardSwish": F.hardswish,
    "logSigmoid": F.logsigmoid, "softsign": F.softsign,
}  # fmt: skip
WITH_OPTIONS = [
    ("leakyRelu", lambda x: F.leaky_relu(x, 0.01), {"slope": 0.01}),
    ("elu", F.elu, {"alpha": 1}),
    ("celu", lambda x: F.celu(x, alpha=0.5), {"alpha": 0.5}),
    ("gelu", F.gelu, {}),
    ("gelu", lambda x: F.gelu(x, approximate="tanh"), {"approximate": "tanh"}),
    ("clip", lambda x: torch.clip(x, -1, 1), {"min": -1, "max": 1}),
    ("clip", lambda x: torch.clip(x, min=0.5), {"min": 0.5}),
]
BINARY = {
    "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "pow": torch.pow, "maximum": torch.maximum,
    "minimum": torch.minimum, "less": torch.less, "lessEqual": torch.less_equal, "greater": torch.greater,
    "greaterEqual": torch.greater_equal, "equal": torch.eq, "notEqual": torch.ne, "mod": torch.remainder, "fmod": torch.fmod,
    "atan2": torch.atan2, "prelu": lambda x, slope: F.prelu(x[None], slope)[0],
}  # fmt: skip

for dtype in [torch.float32, torch.float64]:
    values = torch.tensor(wild(dtype), dtype=dtype)
    for name, compute in UNARY.items():
        row(name, compute, values)
    for name, compute, options in WITH_OPTIONS:
        row(name, compute, values, **options)
    pairs = list(itertools.product(few(dtype), few(dtype)))
    first, second = (torch.tensor([pair[i] for pair in pairs], dtype=dtype) for i in (0, 1))
    for name, compute in BINARY.items():
        row(name, compute, first, second)
    row("where", torch.where, torch.tensor([i % 2 == 0 for i in range(len(pairs))]), first, second)
    for target in [torch.bool, torch.float32, torch.float64, torch.int32]:
        if target != dtype:
            row("cast", lambda x: x.to(target), values, dtype=NAMES[target])

whole = torch.tensor(WHOLE, dtype=torch.int32)
pairs = list(itertools.product(WHOLE, WHOLE))
first, second = (torch.tensor([pair[i] for pair in pairs], dtype=torch.int32) for i in (0, 1))
for name in ["neg", "abs", "sign", "floor", "ceil", "round", "trunc", "square", "relu", "isNaN", "isFinite", "isInfinite"]:
    row(name, UNARY[name], whole)
row("clip", lambda x: torch.clip(x, -5, 5), whole, min=-5, max=5)
for name in ["add", "sub", "mul", "maximum", "minimum", "less", "lessEqual", "greater", "greaterEqual", "equal", "notEqual"]:
    row(name, BINARY[name], first, second)
some = (second != 0) & (second != -1)  # the processor stops at remainders of 0 and of −2³¹ by −1
for name in ["mod", "fmod"]:
    row(name, BINARY[name], first[some], second[some])
row("where", torch.where, torch.tensor([i % 3 == 0 for i in range(len(pairs))]), first, second)
for target in [torch.bool, torch.float32, torch.float64]:
    row("cast", lambda x: x.to(target), whole, dtype=NAMES[target])

# Lists of a few numbers, one in each row of a matrix, which is reduced along its rows.
LISTS = [
    [1.0, 2.0, 3.0], [nan, 1.0, 2.0], [inf, 1.0, 2.0], [1.0, -inf, 2.0], [inf, -inf, 0.0], [inf, inf, 1.0], [-inf, -inf, -inf],
    [0.0, -0.0, 0.0], [-0.0, -0.0, -0.0], [0.0, 1.0, inf], [0.0, 0.0, 2.0], [2.0, 2.0, 2.0], [nan, nan, nan], [nan, inf, -inf],
    [1e30, 1e30, -1e30], [3e38, 3e38, -3e38], [1e-30, 1e-30, 1e-30], [1000.0, 1000.0, 999.0], [-1000.0, -1001.0, -1002.0],
    [-inf, 2.0, 3.0], [88.0, -88.0, 0.0], [1e-45, 1.0, -1.0], [1e8, 1.0, -1e8], [3.0, -5.0, 4.0],
]  # fmt: skip
along = {"axis": -1}
REDUCTIONS = [
    ("sum", lambda x: x.sum(1), {"axes": 1}),
    ("mean", lambda x: x.mean(1), {"axes": 1}),
    ("prod", lambda x: x.prod(1), {"axes": 1}),
    ("max", lambda x: x.amax(1), {"axes": 1}),
    ("min", lambda x: x.amin(1), {"axes": 1}),
    ("variance", lambda x: x.var(1, correction=0), {"axes": 1}),
    ("variance", lambda x: x.var(1, correction=1), {"axes": 1, "correction": 1}),
    ("norm", lambda x: torch.linalg.vector_norm(x, 1, 1), {"axes": 1, "order": 1}),
    ("norm", lambda x: torch.linalg.vector_norm(x, 2, 1), {"axes": 1, "order": 2}),
    ("norm", lambda x: torch.linalg.vector_norm(x, inf, 1), {"axes": 1, "order": "Infinity"}),
    ("logSumExp", lambda x: torch.logsumexp(x, 1), {"axes": 1}),
    ("cumsum", lambda x: x.cumsum(1), {}),
    ("cumsum", lambda x: x.flip(1).cumsum(1).flip(1), {"reverse": True}),
    ("softmax", lambda x: x.softmax(1), along),
    ("logSoftmax", lambda x: x.log_softmax(1), along),
    ("argmax", lambda x: x.argmax(1), along),
    ("argmin", lambda x: x.argmin(1), along),
    ("sort", lambda x: x.sort(dim=1, stable=True).values, {}),
    ("sort", lambda x: x.sort(dim=1, descending=True, stable=True).values, {"descending": True}),
    ("argsort", lambda x: x.argsort(dim=1, stable=True), {}),
    ("argsort", lambda x: x.argsort(dim=1, descending=True, stable=True), {"descending": True}),
    ("cumprod", lambda x: x.cumprod(1), {}),
    ("cummax", lambda x: x.cummax(1).values, {}),
    ("cummin", lambda x: x.cummin(1).values, {}),
    ("logCumSumExp", lambda x: x.logcumsumexp(1), {}),
    ("median", lambda x: x.quantile(0.5, 1), {"axes": 1}),
    ("quantile", lambda x: x.quantile(0.3, 1), {"axes": 1, "q": 0.3}),
    ("std", lambda x: x.std(1, correction=0), {"axes": 1}),
]
REFUSED_OF_NOTHING = ("max", "min", "argmax", "argmin", "median", "quantile")
for dtype in [torch.float32, torch.float64]:
    lists = torch.tensor(LISTS, dtype=dtype)
    for name, compute, options in REDUCTIONS:
        row(name, compute, lists, **options)
        row(name, compute, lists[:, :1], **options)
        if name not in REFUSED_OF_NOTHING and options.get("order") != "Infinity":
            row(name, compute, lists[:2, :0], **options)
        if name not in ("median", "quantile"):  # PyTorch refuses to take them of no line
            row(name, compute, lists[:0], **options)
    for name, compute in [("sum", torch.sum), ("prod", torch.prod), ("max", torch.amax)]:
        row(name, lambda x: compute(x, dim=0), lists.reshape(8, 9), axes=0)
lists = torch.tensor([[2**31 - 1, 1, 5], [-(2**31), -1, 3], [65537, 65537, 7], [46341, 46341, 1], [0, 3, -4]], dtype=torch.int32)
for name, compute in [
    ("sum", lambda x: x.sum(1, dtype=torch.int32)),
    ("prod", lambda x: x.prod(1, dtype=torch.int32)),
    ("max", lambda x: x.amax(1)),
    ("min", lambda x: x.amin(1)),
]:
    row(name, compute, lists, axes=1)
    if name in ("sum", "prod"):
        row(name, compute, lists[:, :0], axes=1)
row("cumsum", lambda x: x.cumsum(1, dtype=torch.int32), lists)
row("argmax", lambda x: x.argmax(1), lists, axis=-1)
row("argmin", lambda x: x.argmin(1), lists, axis=-1)
row("sort", lambda x: x.sort(1).values, lists)
row("cumprod", lambda x: x.cumprod(1, dtype=torch.int32), lists)
row("cummax", lambda x: x.cummax(1).values, lists)
row("cummin", lambda x: x.cummin(1).values, lists)
flags = torch.tensor([[True, True], [True, False], [False, True], [False, False]])
for name, compute in [("any", lambda x: x.any(1)), ("all", lambda x: x.all(1))]:
    for part in [flags, flags[:, :0], flags[:0]]:
        row(name, compute, part, axes=1)

# Products of matrices, of every size of the inner axis up to 9, with something wild at one place.
for dtype in [torch.float32, torch.float64]:
    for k, extreme in itertools.product([0, 1, 2, 5, 9], [nan, inf, -inf, 0.0, -0.0, 1e30, 3e38]):
        a, b = torch.ones(3, k, dtype=dtype), torch.linspace(-1, 1, 4 * k, dtype=dtype).reshape(k, 4)
        if k > 0:
            a[1, k // 2] = extreme
            b[0, 2] = 0
        row("matmul", torch.matmul, a, b)
for m, k, n in [(2, 3, 2), (1, 5, 4), (4, 1, 3), (2, 0, 2), (5, 9, 5)]:
    place = np.arange(max(m, n) * max(k, 1) * 3)
    a = torch.tensor([WHOLE[(7 * i) % 13] for i in place[: m * k]], dtype=torch.int32).reshape(m, k)
    b = torch.tensor([WHOLE[(5 * i + 3) % 13] for i in place[: k * n]], dtype=torch.int32).reshape(k, n)
    row("matmul", torch.matmul, a, b)

# What moves elements keeps them as they are.
for dtype in [torch.float32, torch.float64]:
    lists = torch.tensor(wild(dtype)[:28], dtype=dtype).reshape(7, 4)
    some = torch.tensor([6, 0, 0, 3])
    row("gather", lambda x, at: x[at.long()], lists, some.int())
    row("gather", lambda x, at: x[at.long()], lists, some[:0].int())
    at = torch.tensor([[0, 0, 3], [3, 2, 1]]).repeat(4, 1)[:7]
    row("takeAlong", lambda x, at: x.gather(1, at.long()), lists, at.int())
    row("flip", lambda x: x.flip(0), lists, axis=0)
    row("transpose", torch.t, lists)
    row("reshape", lambda x: x.reshape(4, 7), lists, shape=[4, 7])
    row("repeat", lambda x: x.repeat_interleave(2, 1), lists, times=2, axis=1)
    row("slice", lambda x: x[:, 1:3], lists, axis=1, **{"from": 1, "to": 3})
    row("pad", lambda x: F.pad(x, (1, 2)), lists, axis=1, before=1, after=2)
    row("concat", lambda a, b: torch.cat([a, b]), lists, lists[:0])
    row("stack", lambda a, b: torch.stack([a, b]), lists, lists.flip(0))
    at, zeros = torch.tensor([0, 1, 2, 0, 1, 2, 0], dtype=torch.int32), torch.zeros(3, 4, dtype=dtype)
    row("scatterAddLike", lambda x, at, like: like.detach().index_add(0, at.long(), x), lists, at, zeros)
row("oneHot", lambda x: F.one_hot(x.long(), 4).int(), torch.tensor([3, 0, 2], dtype=torch.int32), size=4)
row("topK", lambda x: x.topk(2, 1).values, torch.tensor(LISTS), k=2)

# Losses of one example each, or of several.
for dtype in [torch.float32, torch.float64]:
    for logits in LISTS:
        for label in [0, 1]:
            of = lambda x, y: F.cross_entropy(x, y.long())
            row("softmaxCrossEntropy", of, torch.tensor([logits], dtype=dtype), torch.tensor([label], dtype=torch.int32))
    for x, y in itertools.product([nan, inf, -inf, 0.0, 20.0, -20.0, 90.0, -90.0, 800.0, -800.0, 3e38, -3e38], [0.0, 1.0, 0.25]):
        label = torch.tensor([y], dtype=dtype)
        row("sigmoidCrossEntropy", lambda x: F.binary_cross_entropy_with_logits(x, label), torch.tensor([x], dtype=dtype), label=y)
    for x, y in itertools.product([nan, inf, -inf, 0.0, -0.0, 3e38, 1e-30], repeat=2):
        pair = (torch.tensor([x], dtype=dtype), torch.tensor([y], dtype=dtype))
        row("meanSquaredError", F.mse_loss, *pair)

# Losses of all pairs of numbers, one by one.
for dtype in [torch.float32, torch.float64]:
    none = {"reduction": "none"}
    pairs = list(itertools.product([nan, inf, -inf, 0.0, -0.0, 1.5, -1.5, 3e38, -3e38, 1e-30, 1e-40], repeat=2))
    x, y = (torch.tensor(values, dtype=dtype) for values in zip(*pairs))
    row("meanAbsoluteError", lambda x, y: F.l1_loss(x, y, **none), x, y, **none)
    for delta in [1.0, 0.25]:
        row("huber", lambda x, y: F.huber_loss(x, y, delta=delta, **none), x, y, delta=delta, **none)
        row("smoothL1", lambda x, y: F.smooth_l1_loss(x, y, beta=delta, **none), x, y, beta=delta, **none)
    logits = torch.tensor([inf, -inf, 0.0, 1.0, -1.0, 20.0, -20.0, 90.0, -90.0, 800.0, -800.0, 3e38, -3e38], dtype=dtype)
    for y in [0, 1]:
        labels = torch.full(logits.shape, y, dtype=torch.int32)
        sign = 2 * y - 1
        row("hingeLoss", lambda x, y: F.relu(1 - sign * x), logits, labels, **none)
        row("squaredHingeLoss", lambda x, y: F.relu(1 - sign * x) ** 2, logits, labels, **none)
    rates = torch.tensor([-inf, 0.0, -0.0, 1.0, -1.0, 20.0, 80.0, 90.0, -90.0, 800.0, -800.0, -3e38], dtype=dtype)
    for y in [0, 1, 7]:
        counts = torch.full(rates.shape, y, dtype=torch.int32)
        row("poissonNegativeLogLikelihood", lambda x, y: F.poisson_nll_loss(x, y, **none), rates, counts, **none)
    spreads = list(itertools.product([inf, 0.0, 1.0, 1e30, 3e38], [-inf, 0.0, -1.0, 1e30], [inf, 1.0, 1e-3, 0.0, 1e30]))
    x, y, v = (torch.tensor(values, dtype=dtype) for values in zip(*spreads))
    row("gaussianNegativeLogLikelihood", lambda x, y, v: F.gaussian_nll_loss(x, y, v, **none), x, y, v, **none)
    x = torch.tensor(list(itertools.product([-inf, -1000.0, 0.0, -1.0], repeat=3)), dtype=dtype)
    for target in [[0.0, 1.0, 0.0], [0.5, 0.5, 0.0], [0.25, 0.25, 0.5]]:
        shares = torch.tensor(target, dtype=dtype)
        row("klDivergence", lambda x: F.kl_div(x, shares.expand_as(x), **none).sum(-1), x, target=target, **none)
    for label in range(3):
        labels = torch.full((len(x),), label, dtype=torch.int32)
        row("negativeLogLikelihood", lambda x, y: F.nll_loss(x, y.long(), **none), x, labels, **none)
        row("multiMargin", lambda x, y: F.multi_margin_loss(x, y.long(), **none), x, labels, **none)

described = (json.dumps(entry) for entry in rows)
parts = (",\n".join(lines) for lines in (tensors, described))
(HERE / "extremes.json").write_text('{"tensors":[\n%s\n],"rows":[\n%s\n]}\n' % tuple(parts))
outputs = [json.loads(text) for text in tensors]
elements = sum(len(outputs[entry["output"]]["data"].split()) for entry in rows)
print(f"{len(rows)} rows of {len({entry['operation'] for entry in rows})} operations, {elements} elements")
