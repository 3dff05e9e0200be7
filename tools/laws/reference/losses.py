"""Values, gradients and second derivatives of losses, by PyTorch in float64. Writes losses.json.

Rows as in rows.py; `operation` is the loss, the first input what it is applied to, and the others its nodes: targets, labels,
variances. Labels of int32 stand for numbers of classes, or for numbers 0 and 1. With `exampleWeights` among the options the
last input is that. Losses and reductions that PyTorch lacks are written with its operations.
"""

import itertools

import numpy as np
import torch
import torch.nn.functional as F

from rows import Rows

rows = Rows(41)
IGNORE = -100


def reduced(losses, reduction="mean", weights=None, class_weight=None, counted=None):
    """Losses reduced by name: what `mean` and `weightedMean` divide by is counted here."""
    keep = torch.ones(losses.shape, dtype=torch.bool) if counted is None else counted
    factors = torch.ones_like(losses)
    if weights is not None:
        factors = factors * weights.reshape(*weights.shape, *[1] * (losses.ndim - weights.ndim))
    shares = torch.where(keep, losses * factors, 0)
    if class_weight is not None:
        factors = factors * class_weight
    if reduction == "none":
        return shares
    return shares.sum() / {"sum": 1, "mean": keep.sum(), "weightedMean": factors[keep].sum()}[reduction]


def labels(classes, *shape, ignored=False):
    """Labels, each class among them where there is room; with `ignored`, some of them missing."""
    values = rows.draw.permutation(np.arange(int(np.prod(shape))) % classes).reshape(shape).astype(np.int32)
    return np.where(np.arange(values.size).reshape(shape) % 3 == 1, np.int32(IGNORE), values) if ignored else values


def given(reduction, **options):
    return {**({} if reduction == "mean" else {"reduction": reduction}), **options}


# Losses of numbers, element by element.


def element(name, native, target, *others, **options):
    """`native` has PyTorch's arguments and its reduction; `target(*shape)` draws targets, and `others` the other nodes."""

    def plain(*shape, reduction):
        more = [draw(*shape) for draw in others]
        rows.row(name, lambda *t: native(*t, reduction=reduction), rows.real(*shape), target(*shape), *more, **given(reduction, **options))

    def weighed(shape, weights, reduction, ignored):
        targets = target(*shape)
        more = [draw(*shape) for draw in others]
        if ignored:
            targets = np.where(np.arange(targets.size).reshape(shape) % 3 == 1, float(IGNORE), targets)

        def compute(*tensors):
            *inputs, w = tensors if weights is not None else [*tensors, None]
            counted = inputs[1] != IGNORE
            safe = [torch.where(counted, value, value.new_tensor(1.0)) for value in inputs]
            return reduced(native(*safe, reduction="none"), reduction, w, None, counted)

        extra = {**({"exampleWeights": True} if weights is not None else {}), **({"ignore": IGNORE} if ignored else {})}
        last = [rows.positive(*weights)] if weights is not None else []
        rows.row(name, compute, rows.real(*shape), targets, *more, *last, **given(reduction, **options, **extra))

    for reduction in ["mean", "sum", "none"]:
        plain(2, 3, reduction=reduction)
    if any(entry["operation"] == name and len(entry.get("options", {})) > 2 for entry in rows.entries):
        return  # with other settings before
    plain(reduction="mean")
    plain(1, reduction="none")
    plain(2, 1, 3, reduction="mean")
    for reduction in ["sum", "none"]:
        plain(0, 3, reduction=reduction)
    for reduction in ["mean", "sum", "none", "weightedMean"]:
        weighed((3, 2), (3,), reduction, False)
        weighed((2, 3), (2, 3), reduction, True)
    weighed((2, 3), None, "mean", True)


def apart(*shape):
    """Targets that are further from predictions than rounding: no prediction has a fraction that ends so."""
    return rows.real(*shape, low=-3, high=3) + 0.0004


element("meanSquaredError", F.mse_loss, apart)
element("meanAbsoluteError", F.l1_loss, apart)
for delta in [1.0, 0.3, 2.5]:
    element("huber", lambda x, y, reduction, d=delta: F.huber_loss(x, y, reduction=reduction, delta=d), apart, delta=delta)
for beta in [1.0, 0.3, 0]:
    element("smoothL1", lambda x, y, reduction, b=beta: F.smooth_l1_loss(x, y, reduction=reduction, beta=b), apart, beta=beta)


def native_reduction(losses, reduction):
    return losses if reduction == "none" else losses.sum() if reduction == "sum" else losses.mean()


for quantile in [0.5, 0.9, 0.05]:

    def pinball(x, y, reduction, q=quantile):
        return native_reduction(torch.where(y > x, q * (y - x), (1 - q) * (x - y)), reduction)

    element("quantileLoss", pinball, apart, quantile=quantile)


def variances(*shape):
    return rows.positive(*shape)


for full, epsilon in [(False, 1e-6), (True, 1e-6), (False, 0.9)]:

    def gaussian(x, y, variance, reduction, f=full, e=epsilon):
        return F.gaussian_nll_loss(x, y, variance, full=f, eps=e, reduction=reduction)

    element("gaussianNegativeLogLikelihood", gaussian, apart, variances, full=full, epsilon=epsilon)
for shape in [(2, 3), (3, 2, 4)]:
    rows.row("gaussianNegativeLogLikelihood", F.gaussian_nll_loss, rows.real(*shape), rows.real(*shape), rows.positive(*shape[:-1], 1))


def counts(*shape):
    return np.round(rows.positive(*shape) * 2)


for log_input, full in itertools.product([True, False], [True, False]):

    def poisson(x, y, reduction, log=log_input, f=full):
        # Rates are positive.
        return F.poisson_nll_loss(x if log else x.abs(), y, log_input=log, full=f, reduction=reduction)

    if log_input:
        # PyTorch's gradient of a target of 0 is NaN with `full`.
        element("poissonNegativeLogLikelihood", poisson, (lambda *shape: counts(*shape) + 1) if full else counts, full=full)
for full, reduction in itertools.product([True, False], ["mean", "sum", "none"]):
    rows.row(
        "poissonNegativeLogLikelihood",
        lambda x, y: F.poisson_nll_loss(x, y, log_input=False, full=full, reduction=reduction, eps=0.01),
        rows.positive(2, 3),
        counts(2, 3) + full,
        **given(reduction, logInput=False, full=full, epsilon=0.01),
    )
rows.row(
    "poissonNegativeLogLikelihood",
    lambda x, y: F.poisson_nll_loss(x, y, log_input=False),
    rows.positive(5),
    counts(5),
    logInput=False,
)

# Losses of labels 0 and 1. Labels between them share both losses.


def focal(x, y, alpha, gamma):
    p = torch.sigmoid(x)
    one, zero = (1 - p) ** gamma * -F.logsigmoid(x), p**gamma * -F.logsigmoid(-x)
    return alpha * y * one + (1 - alpha) * (1 - y) * zero


BINARY = {
    "sigmoidCrossEntropy": lambda x, y: F.binary_cross_entropy_with_logits(x, y, reduction="none"),
    "hingeLoss": lambda x, y: y * F.relu(1 - x) + (1 - y) * F.relu(1 + x),
    "squaredHingeLoss": lambda x, y: y * F.relu(1 - x) ** 2 + (1 - y) * F.relu(1 + x) ** 2,
    "sigmoidFocal": lambda x, y: focal(x, y, 0.25, 2),
}


def binary(name, compute, shape, reduction="mean", soft=False, weights=None, classes=None, ignored=False, **options):
    given_labels = rows.draw.uniform(0, 1, shape).round(3) if soft else labels(2, *shape, ignored=ignored)

    def apply(x, y, w=None):
        y, counted = y.double(), y != IGNORE
        safe = torch.where(counted, y, 0.0)
        zero, one = classes or (1, 1)
        losses = compute(x, safe) if classes is None else zero * (1 - safe) * compute(x, 0 * safe) + one * safe * compute(x, 0 * safe + 1)
        return reduced(losses, reduction, w, None if classes is None else zero * (1 - safe) + one * safe, counted)

    extra = {"exampleWeights": True} if weights else {}
    extra |= {"ignore": IGNORE} if ignored else {}
    extra |= {"classWeights": list(classes)} if classes else {}
    last = [rows.positive(*weights)] if weights else []
    rows.row(name, apply, rows.real(*shape, low=-1.5, high=1.5), given_labels, *last, **given(reduction, **extra, **options))


for name, compute in BINARY.items():
    for reduction in ["mean", "sum", "none"]:
        binary(name, compute, (2, 3), reduction)
        binary(name, compute, (2, 3), reduction, soft=True)
        binary(name, compute, (3, 2), reduction, ignored=True)
        binary(name, compute, (3, 2), reduction, weights=(3,))
    binary(name, compute, ())
    binary(name, compute, (1,))
    binary(name, compute, (0, 2), "sum")
    binary(name, compute, (2, 3, 2), "weightedMean", weights=(2, 3), ignored=True)
    if name != "sigmoidFocal":
        for reduction in ["mean", "sum", "none", "weightedMean"]:
            binary(name, compute, (3, 2), reduction, classes=(0.5, 3.0))
            binary(name, compute, (3, 2), reduction, classes=(0.5, 3.0), weights=(3,), ignored=True)
        binary(name, compute, (3, 2), soft=True, classes=(2.0, 0.25))
for reduction in ["mean", "none"]:
    rows.row(
        "sigmoidCrossEntropy",
        lambda x, y: F.binary_cross_entropy_with_logits(x, y, pos_weight=torch.tensor(3.0), reduction=reduction),
        rows.real(2, 3),
        rows.draw.uniform(0, 1, (2, 3)).round(3),
        **given(reduction, classWeights=[1, 3]),
    )
for smoothing, classes, ignored in itertools.product([0.1, 0.5], [None, (0.5, 3.0)], [False, True]):
    share = smoothing

    def smoothed(x, y, s=share, w=classes or (1, 1)):
        y = y.double()
        counted = y != IGNORE
        y = torch.where(counted, y, 0) * (1 - s) + s / 2
        losses = w[1] * y * -F.logsigmoid(x) + w[0] * (1 - y) * -F.logsigmoid(-x)
        return reduced(losses, "mean", None, None, counted)

    extra = {**({"classWeights": list(classes)} if classes else {}), **({"ignore": IGNORE} if ignored else {})}
    rows.row("sigmoidCrossEntropy", smoothed, rows.real(3, 2), labels(2, 3, 2, ignored=ignored), labelSmoothing=smoothing, **extra)
for alpha, gamma in [(0.5, 0), (0.25, 0.5), (0.75, 1), (0, 3), (1, 1.5)]:
    binary("sigmoidFocal", lambda x, y: focal(x, y, alpha, gamma), (3, 2), alpha=alpha, gamma=gamma)
    binary("sigmoidFocal", lambda x, y: focal(x, y, alpha, gamma), (3, 2), "none", soft=True, alpha=alpha, gamma=gamma)

# Losses of labels that are numbers of classes. PyTorch has the classes second.


def classes_second(x):
    return x.movedim(-1, 1).contiguous() if x.ndim > 2 else x


def cross(x, y, reduction="mean", weight=None, ignored=False, smoothing=0.0, logarithms=False):
    """PyTorch's own; its mean is our weighted one."""
    options = {"weight": weight, "reduction": {"weightedMean": "mean"}.get(reduction, reduction)}
    options |= {"ignore_index": IGNORE} if ignored else {}
    if logarithms:
        return F.nll_loss(classes_second(x), y.long(), **options)
    return F.cross_entropy(classes_second(x), y.long(), label_smoothing=smoothing, **options)


def margins(x, y, margin=1.0, power=1, weight=None):
    losses = F.relu(margin - x.gather(-1, y.long().unsqueeze(-1)) + x) ** power
    others = F.one_hot(y.long(), x.shape[-1]) == 0
    factor = 1 if weight is None else weight[y.long()]
    found = factor * torch.where(others, losses, 0).sum(-1) / x.shape[-1]
    if x.ndim == 2 and x.shape[0] > 0:
        theirs = F.multi_margin_loss(x.detach(), y.long(), p=power, margin=margin, weight=weight, reduction="none")
        assert torch.allclose(theirs, found.detach(), atol=1e-14)
    return found


def focal_of_classes(x, y, gamma=2.0, weight=None):
    logarithm = x.log_softmax(-1).gather(-1, y.long().unsqueeze(-1)).squeeze(-1)
    return (1 if weight is None else weight[y.long()]) * (1 - logarithm.exp()) ** gamma * -logarithm


SHAPES = [(4, 3), (2, 2, 3), (1, 1), (2, 1, 2, 3)]


def classed(name, losses, shape, reduction="mean", weights=None, classes=False, ignored=False, **options):
    weight = torch.tensor(rows.positive(shape[-1])) if classes else None

    def apply(x, y, w=None):
        counted = y != IGNORE
        safe = torch.where(counted, y, 0)
        own = None if weight is None else weight[safe.long()]
        return reduced(losses(x, safe, weight=weight), reduction, w, own, counted)

    extra = {"exampleWeights": True} if weights else {}
    extra |= {"ignore": IGNORE} if ignored else {}
    extra |= {"classWeights": weight.tolist()} if classes else {}
    last = [rows.positive(*weights)] if weights else []
    rows.row(name, apply, rows.real(*shape), labels(shape[-1], *shape[:-1], ignored=ignored), *last, **given(reduction, **extra, **options))


for name, logarithms in [("softmaxCrossEntropy", False), ("negativeLogLikelihood", True)]:

    def each(x, y, weight=None, l=logarithms):
        return cross(x, y, "none", weight, logarithms=l)

    for shape, reduction in itertools.product(SHAPES, ["mean", "sum", "none"]):
        rows.row(name, lambda x, y: cross(x, y, reduction, logarithms=logarithms), rows.real(*shape), labels(shape[-1], *shape[:-1]), **given(reduction))
    for reduction, ignored in itertools.product(["weightedMean", "sum", "none"], [False, True]):
        weight = torch.tensor(rows.positive(3))
        extra = {"ignore": IGNORE} if ignored else {}
        rows.row(
            name,
            lambda x, y: cross(x, y, reduction, weight, ignored, logarithms=logarithms),
            rows.real(2, 2, 3),
            labels(3, 2, 2, ignored=ignored),
            **given(reduction, classWeights=weight.tolist(), **extra),
        )
        if reduction != "none":
            continue
        rows.row(name, lambda x, y: cross(x, y, "mean", None, ignored, logarithms=logarithms), rows.real(4, 3), labels(3, 4, ignored=ignored), **extra)
    for reduction in ["mean", "sum", "none", "weightedMean"]:
        classed(name, each, (4, 3), reduction, classes=True)
        classed(name, each, (4, 3), reduction, weights=(4,))
        classed(name, each, (2, 2, 3), reduction, weights=(2,), classes=True, ignored=True)
    classed(name, each, (2, 2, 3), "weightedMean", weights=(2, 2))
    rows.row(name, lambda x, y: cross(x, y, "sum", logarithms=logarithms), rows.real(0, 3), labels(3, 0), reduction="sum")

for smoothing, reduction, classes, ignored in itertools.product([0.1, 0.6], ["weightedMean", "sum", "none"], [False, True], [False, True]):
    weight = torch.tensor(rows.positive(3)) if classes else None
    extra = {**({"classWeights": weight.tolist()} if classes else {}), **({"ignore": IGNORE} if ignored else {})}
    rows.row(
        "softmaxCrossEntropy",
        lambda x, y: cross(x, y, reduction, weight, ignored, smoothing),
        rows.real(2, 2, 3),
        labels(3, 2, 2, ignored=ignored),
        **given(reduction, labelSmoothing=smoothing, **extra),
    )


def distribution(*shape):
    powers = np.exp(rows.real(*shape))
    return powers / powers.sum(-1, keepdims=True)


def dense(x, p, reduction="mean", weight=None, smoothing=0.0):
    return F.cross_entropy(classes_second(x), classes_second(p), weight=weight, reduction=reduction, label_smoothing=smoothing)


for smoothing, classes, reduction in itertools.product([0.0, 0.2], [False, True], ["mean", "sum", "none"]):
    for shape in [(4, 3), (2, 2, 3)]:
        weight = torch.tensor(rows.positive(shape[-1])) if classes else None
        extra = {**({"classWeights": weight.tolist()} if classes else {}), **({"labelSmoothing": smoothing} if smoothing else {})}

        loss = lambda x, p: dense(x, p, reduction, weight, smoothing)  # noqa: E731
        rows.row("softmaxCrossEntropy", loss, rows.real(*shape), distribution(*shape), **given(reduction, **extra))
weight = torch.tensor(rows.positive(3))
rows.row(
    "softmaxCrossEntropy",
    lambda x, p, w: reduced(dense(x, p, "none", weight), "weightedMean", w, (p * weight).sum(-1)),
    rows.real(4, 3),
    distribution(4, 3),
    rows.positive(4),
    reduction="weightedMean",
    classWeights=weight.tolist(),
    exampleWeights=True,
)
rows.row("negativeLogLikelihood", lambda x, p: -(x * p).sum(-1).mean(), rows.real(4, 3), distribution(4, 3))

for name, compute, options in [
    ("multiMargin", margins, {}),
    ("multiMargin", margins, {"margin": 0.5, "power": 2}),
    ("softmaxFocal", focal_of_classes, {}),
    ("softmaxFocal", focal_of_classes, {"gamma": 0}),
    ("softmaxFocal", focal_of_classes, {"gamma": 0.5}),
]:

    def each(x, y, weight=None, o=options, c=compute):
        return c(x, y, weight=weight, **o)

    # A single class is certain; a root of 0 has no slope.
    for shape, reduction in itertools.product([shape for shape in SHAPES if shape[-1] > 1 or options != {"gamma": 0.5}], ["mean", "none"]):
        classed(name, each, shape, reduction, **options)
    for reduction in ["mean", "sum", "none", "weightedMean"]:
        classed(name, each, (4, 3), reduction, classes=True, **options)
        classed(name, each, (2, 2, 3), reduction, weights=(2,), classes=True, ignored=True, **options)
    classed(name, each, (0, 3), "sum", **options)

# The divergence of distributions.

for shape in [(4, 3), (5,), (2, 3, 4)]:
    count = int(np.prod(shape[:-1]))
    rows.row("klDivergence", lambda x, p: F.kl_div(x, p, reduction="sum") / count, rows.real(*shape), distribution(*shape))
    rows.row(
        "klDivergence",
        lambda x, p: F.kl_div(x, p, reduction="sum", log_target=True) / count,
        rows.real(*shape),
        np.log(distribution(*shape)),
        logTarget=True,
    )
for reduction, log_target in itertools.product(["sum", "none", "mean", "weightedMean"], [False, True]):
    target = distribution(3, 4)

    def divergence(x, p, w):
        return reduced(F.kl_div(x, p, reduction="none", log_target=log_target).sum(-1), reduction, w)

    rows.row(
        "klDivergence",
        divergence,
        rows.real(3, 4),
        np.log(target) if log_target else target,
        rows.positive(3),
        **given(reduction, exampleWeights=True, **({"logTarget": True} if log_target else {})),
    )
rows.row("klDivergence", lambda x, p: F.kl_div(x, p, reduction="batchmean"), rows.real(6, 2), distribution(6, 2))

# Losses of vectors.


def contrastive(x, other, y, margin):
    d = (x - other).norm(dim=-1)
    return y * d**2 / 2 + (1 - y) * F.relu(margin - d) ** 2 / 2


def cosine(x, other, y, margin):
    own = F.cosine_embedding_loss(x.reshape(-1, x.shape[-1]), other.reshape(-1, x.shape[-1]), 2 * y.reshape(-1) - 1, margin, reduction="none")
    return own.reshape(y.shape)


for name, compute, margins_of in [("cosineEmbeddingLoss", cosine, [0, 0.3, -0.5]), ("contrastive", contrastive, [1, 3])]:
    for margin, reduction in itertools.product(margins_of, ["mean", "sum", "none"]):
        pair = [rows.real(4, 3), rows.real(4, 3), labels(2, 4)]
        rows.row(name, lambda x, o, y: reduced(compute(x, o, y.double(), margin), reduction), *pair, **given(reduction, margin=margin))
    for reduction in ["mean", "weightedMean"]:
        for shape in [(4, 3), (2, 3, 2)]:
            given_nodes = [rows.real(*shape), rows.real(*shape), labels(2, *shape[:-1]), rows.positive(shape[0])]
            rows.row(
                name,
                lambda x, o, y, w: reduced(compute(x, o, y.double(), 0.5), reduction, w),
                *given_nodes,
                **given(reduction, margin=0.5, exampleWeights=True),
            )
    rows.row(name, lambda x, o, y: compute(x, o, y.double(), 1).sum(), rows.real(0, 3), rows.real(0, 3), labels(2, 0), reduction="sum", margin=1)
rows.row("cosineEmbeddingLoss", lambda x, o, y: F.cosine_embedding_loss(x, o, 2 * y - 1), rows.real(4, 3), rows.real(4, 3), labels(2, 4))

for order, swap, reduction in itertools.product([1, 2, np.inf], [False, True], ["mean", "sum", "none"]):
    options = {**({} if order == 2 else {"order": "Infinity" if order == np.inf else order}), **({"swap": True} if swap else {})}
    vectors = [rows.real(4, 3), rows.real(4, 3), apart(4, 3)]
    rows.row(
        "tripletMargin",
        lambda x, p, n: F.triplet_margin_loss(x, p, n, p=order, swap=swap, reduction=reduction),
        *vectors,
        **given(reduction, **options),
    )
for margin, epsilon, shape in [(0.2, 0.01, (4, 3)), (5.0, 0.1, (2, 3, 2)), (1.0, 1e-6, (3, 1))]:
    vectors = [rows.real(*shape), rows.real(*shape), apart(*shape), rows.positive(shape[0])]
    rows.row(
        "tripletMargin",
        lambda x, p, n, w: reduced(F.triplet_margin_loss(x, p, n, margin=margin, eps=epsilon, reduction="none"), "weightedMean", w),
        *vectors,
        reduction="weightedMean",
        margin=margin,
        epsilon=epsilon,
        exampleWeights=True,
    )


def partners(x, other, temperature, reduction="mean"):
    similar = F.normalize(x, dim=-1) @ F.normalize(other, dim=-1).T / temperature
    return F.cross_entropy(similar, torch.arange(len(x)), reduction=reduction)


for reduction, temperature in itertools.product(["mean", "sum", "none"], [0.07, 0.5, 1]):
    options = {} if temperature == 0.07 else {"temperature": temperature}
    pair = [rows.real(4, 3), rows.real(4, 3)]
    rows.row("infoNce", lambda x, o: partners(x, o, temperature, reduction), *pair, **given(reduction, **options))
rows.row("infoNce", lambda x, o, w: reduced(partners(x, o, 1, "none"), "weightedMean", w), rows.real(3, 2), rows.real(3, 2), rows.positive(3), temperature=1, exampleWeights=True, reduction="weightedMean")
rows.row("infoNce", lambda x, o: partners(x, o, 1), rows.real(1, 2), rows.real(1, 2), temperature=1)

rows.write("losses.json")
