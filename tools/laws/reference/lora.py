"""Low-rank adapters by PyTorch. Writes lora.json.

Each row is a circuit whose weights have adapters of rank 4, y = x·W + (alpha/rank)·(x·A)·B, in float64 and in our layout:
matrices [in, out], kernels [height, width, channels, filters], images channels last. `values` has the inputs, the weights and
the factors by name; `output` and `gradients`, by the input and by all factors, those of sum(output · upstream).
"""

import json
from pathlib import Path

import torch
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
torch.manual_seed(42)
RANK, ALPHA = 4, 6
SCALE = ALPHA / RANK


def drawn(*shape):
    return torch.rand(*shape, dtype=torch.float64) * 2 - 1


def dense(x, v, name):
    return x @ v[name] + SCALE * (x @ v[name + ".loraA"]) @ v[name + ".loraB"]


def kernel(w):
    return w.permute(3, 2, 0, 1)


def conv(x, v, name, **options):
    image = x.permute(0, 3, 1, 2)
    plain = F.conv2d(image, kernel(v[name]), **options)
    down = F.conv2d(image, kernel(v[name + ".loraA"]), **options)
    low = F.conv2d(down, v[name + ".loraB"].T[:, :, None, None])
    return (plain + SCALE * low).permute(0, 2, 3, 1)


def factors(name, fan_in, fan_out, window=()):
    a = drawn(*window, fan_in, RANK)
    b = drawn(RANK, fan_out)
    return {name: drawn(*window, fan_in, fan_out), name + ".loraA": a, name + ".loraB": b}


def matrices(name, many, fan_in, fan_out):
    shapes = {"": (many, fan_in, fan_out), ".loraA": (many, fan_in, RANK), ".loraB": (many, RANK, fan_out)}
    return {name + end: drawn(*shape) for end, shape in shapes.items()}


def left(x, v):
    return v["w"] @ x + SCALE * v["w.loraB"] @ (v["w.loraA"] @ x)


def subscripts(x, v):
    return torch.einsum("bti,io->bto", x, v["w"] + SCALE * v["w.loraA"] @ v["w.loraB"])


def network(x, v):
    h = torch.tanh(dense(x, v, "dense1/weight") + v["dense1/bias"])
    return dense(h, v, "dense2/weight") + v["dense2/bias"]


ROWS = [
    ("matmul", drawn(3, 6), factors("w", 6, 5), lambda x, v: dense(x, v, "w")),
    ("many matrices", drawn(2, 3, 6), matrices("w", 2, 6, 5), lambda x, v: dense(x, v, "w")),
    ("left", drawn(2, 6, 3), {"w": drawn(5, 6), "w.loraA": drawn(RANK, 6), "w.loraB": drawn(5, RANK)}, left),
    ("einsum", drawn(2, 3, 6), factors("w", 6, 5), subscripts),
    ("dense", drawn(3, 6), {**factors("dense1/weight", 6, 5), "dense1/bias": drawn(5)},
     lambda x, v: dense(x, v, "dense1/weight") + v["dense1/bias"]),
    ("conv2d", drawn(2, 7, 6, 3), factors("w", 3, 5, (3, 2)),
     lambda x, v: conv(x, v, "w", stride=(2, 1), padding=(1, 1), dilation=(1, 2))),
    ("network", drawn(3, 6), {**factors("dense1/weight", 6, 5), "dense1/bias": drawn(5),
     **factors("dense2/weight", 5, 4), "dense2/bias": drawn(4)}, network),
]


def flat(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().reshape(-1).tolist()}


def row(name, x, values, compute):
    moved = {"x": x, **{key: value for key, value in values.items() if ".lora" in key}}
    for one in moved.values():
        one.requires_grad_()
    output = compute(x, values)
    upstream = drawn(*output.shape)
    gradients = torch.autograd.grad((output * upstream).sum(), list(moved.values()))
    return {
        "name": name,
        "values": {key: flat(value) for key, value in {"x": x, **values}.items()},
        "output": flat(output),
        "upstream": flat(upstream),
        "gradients": {key: flat(one) for key, one in zip(moved, gradients)},
    }


rows = [row(*one) for one in ROWS]
(HERE / "lora.json").write_text(json.dumps({"rank": RANK, "alpha": ALPHA, "rows": rows}))
