"""Derivatives by torch.func, of four models. Writes derivatives.json.

Each model is a loss of one example; the loss of a batch is the mean over its examples. A row has the values of the
parameters and of the batch; `perExample`, the losses and the gradients of each example; directions for all parameters, and
along them `hvp` of the loss of the batch and `jvp` of the losses; `hessian`, the Hessian by one parameter, and the block of
its mixed derivatives with another.
"""

import json
from pathlib import Path

import torch
from torch.func import functional_call, grad, grad_and_value, hessian, jacrev, jvp, vmap  # noqa: F401
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
torch.manual_seed(22)
double = torch.float64


def drawn(*shape):
    return torch.rand(*shape, dtype=double) * 2 - 1


def network(p, x, y):
    """Dense layers with tanh and a cross entropy."""
    h = torch.tanh(x @ p["w1"] + p["b1"])
    return F.cross_entropy((h @ p["w2"] + p["b2"])[None], y[None])


def normalized(p, x, y):
    """A layer norm, a shared weight that is used twice, and squared errors."""
    h = F.layer_norm(x @ p["w"], (5,), eps=1e-5) * p["gain"]
    h = torch.sigmoid(h @ p["w"].T)
    return ((h - y) ** 2).mean()


def images(p, x, y):
    """A convolution, channels last, a mean over places, and a cross entropy."""
    h = F.conv2d(x.permute(2, 0, 1)[None], p["kernel"].permute(3, 2, 0, 1), padding=1)
    h = F.softplus(h + p["bias"][None, :, None, None]).mean((2, 3))
    return F.cross_entropy(h @ p["w"], y[None])


def words(p, x, y):
    """A mean of rows of a table, and a logistic loss."""
    z = (p["table"][x].mean(0) * p["w"]).sum()
    return F.binary_cross_entropy_with_logits(z, y)


def modelled(name, loss, parameters, x, y, pair):
    each = vmap(grad_and_value(loss), (None, 0, 0))
    gradients, losses = each(parameters, x, y)

    def batch(p):
        return vmap(loss, (None, 0, 0))(p, x, y).mean()

    def by(p, name, value):
        return {**p, name: value}

    directions = {key: drawn(*value.shape) for key, value in parameters.items()}
    _, product = jvp(grad(batch), (parameters,), (directions,))
    _, along = jvp(lambda p: vmap(loss, (None, 0, 0))(p, x, y), (parameters,), (directions,))
    one, other = pair
    block = jacrev(lambda a: jacrev(lambda b: batch(by(by(parameters, one, a), other, b)))(parameters[other]))
    own = hessian(lambda a: batch(by(parameters, one, a)))(parameters[one])
    # [other, one] to [one, other].
    mixed = block(parameters[one])
    rank = parameters[other].dim()
    mixed = mixed.permute(*range(rank, mixed.dim()), *range(rank))
    plain = lambda values: {key: value.tolist() for key, value in values.items()}  # noqa: E731
    return {
        "model": name,
        "parameters": plain(parameters),
        "x": x.tolist(),
        "y": y.tolist(),
        "losses": losses.tolist(),
        "perExample": plain(gradients),
        "directions": plain(directions),
        "hvp": plain(product),
        "jvp": along.tolist(),
        "hessian": {"of": one, "values": own.tolist()},
        "mixed": {"of": [one, other], "values": mixed.tolist()},
    }


rows = [
    modelled(
        "network",
        network,
        {"w1": drawn(3, 4), "b1": drawn(4), "w2": drawn(4, 3), "b2": drawn(3)},
        drawn(5, 3),
        torch.tensor([0, 2, 1, 1, 0]),
        ("w1", "b2"),
    ),
    modelled(
        "network",
        network,
        {"w1": drawn(3, 4), "b1": drawn(4), "w2": drawn(4, 3), "b2": drawn(3)},
        drawn(1, 3),
        torch.tensor([2]),
        ("b1", "w2"),
    ),
    modelled("normalized", normalized, {"w": drawn(3, 5), "gain": drawn(5)}, drawn(4, 3), drawn(4, 3), ("gain", "w")),
    modelled(
        "images",
        images,
        {"kernel": drawn(3, 3, 2, 3), "bias": drawn(3), "w": drawn(3, 2)},
        drawn(3, 4, 5, 2),
        torch.tensor([1, 0, 1]),
        ("w", "bias"),
    ),
    modelled(
        "words",
        words,
        {"table": drawn(6, 3), "w": drawn(3)},
        torch.tensor([[0, 2, 2], [5, 1, 0], [3, 3, 3]]),
        torch.tensor([1.0, 0.0, 1.0], dtype=double),
        ("w", "table"),
    ),
]

(HERE / "derivatives.json").write_text(json.dumps(rows) + "\n")
print(len(rows), "rows")
