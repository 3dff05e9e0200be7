"""Layers that normalize, by PyTorch in float64. Writes norms.json.

A row: { layer, options, x, scale?, offset?, upstream, direction, output, gradients, seconds }. The gradients are those of
sum(output · upstream), for x and the parameters; the seconds those of sum(∂x · direction). PyTorch's channels are the
second axis and ours the last, so values are moved there and back. Rows of batchNorm have `running`: the statistics after
each of three steps, and `predicted`: the output by the last of them.
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

from rows import Rows, packed

HERE = Path(__file__).resolve().parent
rows = Rows(seed=31)
entries = []


def first(x):
    return x.movedim(-1, 1)


def last(x):
    return x.movedim(1, -1)


def layer_norm(x, scale, offset, epsilon, axes):
    return F.layer_norm(x, x.shape[-axes:], scale, offset, epsilon)


def rms_norm(x, scale, _, epsilon):
    return F.rms_norm(x, x.shape[-1:], scale, epsilon)


def group_norm(x, scale, offset, epsilon, groups):
    return last(F.group_norm(first(x), groups, scale, offset, epsilon))


def batch_norm(x, scale, offset, epsilon):
    return last(F.batch_norm(first(x), None, None, scale, offset, training=True, eps=epsilon))


def single_value(x, scale, offset, epsilon):
    """Batch normalization of one value per channel, which PyTorch refuses: by the definition."""
    axes = tuple(range(x.dim() - 1))
    variance = x.var(axes, unbiased=False)
    y = (x - x.mean(axes)) / torch.sqrt(variance + epsilon)
    return y * (1 if scale is None else scale) + (0 if offset is None else offset)


def add(layer, compute, shape, parameters=("scale", "offset"), sizes=None, center=0.0, **options):
    x = torch.tensor(rows.real(*shape) + center, requires_grad=True)
    sizes = sizes or shape[-1:]
    owned = {name: torch.tensor(rows.positive(*sizes), requires_grad=True) for name in parameters}
    y = compute(x, owned.get("scale"), owned.get("offset"), **options)
    upstream = torch.tensor(rows.real(*shape))
    direction = torch.tensor(rows.real(*shape))
    wanted = [x, *owned.values()]
    slopes = torch.autograd.grad((y * upstream).sum(), wanted, create_graph=True)
    seconds = torch.autograd.grad((slopes[0] * direction).sum(), wanted, allow_unused=True)
    listed = lambda values: [packed((torch.zeros_like(w) if v is None else v).detach().numpy()) for v, w in zip(values, wanted)]
    entries.append(
        {
            "layer": layer,
            "options": options,
            "x": packed(x.detach().numpy()),
            **{name: packed(value.detach().numpy()) for name, value in owned.items()},
            "upstream": packed(upstream.numpy()),
            "direction": packed(direction.numpy()),
            "output": packed(y.detach().numpy()),
            "gradients": listed(slopes),
            "seconds": listed(seconds),
        }
    )


def running(shape, momentum):
    """Three steps with batches of their own; the statistics after each, and what is predicted with the last."""
    net = torch.nn.BatchNorm1d(shape[-1], momentum=1 - momentum, dtype=torch.float64)
    batches = [torch.tensor(rows.real(*shape)) for _ in range(3)]
    steps = []
    for batch in batches:
        net(batch.reshape(-1, shape[-1]))
        steps.append({"mean": packed(net.running_mean.numpy().copy()), "variance": packed(net.running_var.numpy().copy())})
    net.eval()
    predicted = net(batches[0].reshape(-1, shape[-1])).reshape(shape)
    entries.append(
        {
            "layer": "batchNorm",
            "options": {"momentum": momentum},
            "batches": [packed(batch.numpy()) for batch in batches],
            "running": steps,
            "predicted": packed(predicted.detach().numpy()),
        }
    )


for shape in [(5, 3), (4, 3, 3, 5), (2, 1), (7, 2, 4), (3, 1, 2, 1), (33, 17)]:
    add("batchNorm", batch_norm, shape, epsilon=1e-5)
add("batchNorm", batch_norm, (6, 4), parameters=(), epsilon=1e-3)
add("batchNorm", batch_norm, (6, 4), parameters=("scale",), epsilon=1e-2)
add("batchNorm", batch_norm, (6, 3, 4), parameters=("offset",), epsilon=1e-5, center=100.0)
add("batchNorm", single_value, (1, 4), epsilon=1e-5)
for momentum, shape in [(0.9, (5, 3)), (0.5, (3, 4, 2, 3)), (0.0, (2, 1))]:
    running(shape, momentum)

for shape, axes in [((5, 3), 1), ((2, 3, 7), 1), ((2, 3, 7), 2), ((1, 1), 1), ((3, 1), 1), ((4, 2, 3, 2), 3), ((9, 33), 1)]:
    add("layerNorm", layer_norm, shape, sizes=shape[-axes:], epsilon=1e-5, axes=axes)
add("layerNorm", layer_norm, (3, 8), parameters=(), epsilon=1e-3, axes=1)
add("layerNorm", layer_norm, (3, 8), parameters=("scale",), epsilon=1e-2, axes=1)

for shape in [(5, 3), (2, 3, 7), (1, 1), (4, 33)]:
    add("rmsNorm", rms_norm, shape, parameters=("scale",), epsilon=1e-5)
add("rmsNorm", rms_norm, (3, 8), parameters=(), epsilon=1e-2)

for shape, groups in [((3, 4), 2), ((2, 3, 3, 6), 3), ((2, 5, 4), 1), ((2, 5, 4), 4), ((1, 1, 1, 2), 1), ((3, 3, 1, 12), 4)]:
    add("groupNorm", group_norm, shape, epsilon=1e-5, groups=groups)
add("groupNorm", group_norm, (2, 3, 6), parameters=(), epsilon=1e-2, groups=2)

text = ",\n".join(json.dumps(entry, allow_nan=False) for entry in entries)
(HERE / "norms.json").write_text(f"[\n{text}\n]\n")
print(len(entries), "rows of", len({entry["layer"] for entry in entries}), "layers")
