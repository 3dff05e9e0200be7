"""Values, gradients and second derivatives of attention, by PyTorch in float64. Writes attention.json.

A row: { layer, heads?, options, mask, values, shape, output, gradients, second }. `values` are [name, shape] of what is
differentiated, inputs first, then parameters; their numbers are `numbers(shape, seed)` with the seeds from 10, those of
parameters halved, and those of `upstream` have the seed 3. `mask` is a shape or null: true where 1024 times
`numbers(mask, 8)` is a multiple of 3. `gradients` are those of sum(output · upstream). `second` are the gradients of
½·Σ|∂L/∂value|², where L = sum(sin(output) · upstream).

A value is { data }, or { sums } if it has more than 8 elements: its inner products with `numbers(shape, seed)` for the seeds
4 to 7. `shape` is that of the output.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel

HERE = Path(__file__).resolve().parent
WHOLE, SEEDS, FIRST = 8, range(4, 8), 10
PARTS = ["query", "key", "value", "output"]
rows = []


def numbers(shape, seed):
    """Numbers from −1 to 1, the same in every language, and the same in float32."""
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    return (((i * i * 37 + i * (7919 + 211 * seed) + 104729 * seed) % 2003 - 1001) / 1024).reshape(shape)


def packed(tensor):
    value = tensor.detach().numpy()
    if value.size <= WHOLE:
        return {"data": (value.reshape(-1) + 0.0).tolist()}
    return {"sums": [float((value * numbers(value.shape, seed)).sum()) for seed in SEEDS]}


def row(layer, apply, values, mask=None, heads=None, **options):
    """`apply` receives the values by name, and the mask: true where a key may be seen."""
    tensors = {}
    for n, (name, shape) in enumerate(values):
        scale = 0.5 if "/" in name else 1
        tensors[name] = torch.tensor(scale * numbers(shape, FIRST + n), requires_grad=True)
    seen = None if mask is None else torch.tensor(np.round(1024 * numbers(mask, 8)).astype(int) % 3 == 0)
    with sdpa_kernel(SDPBackend.MATH):
        output = apply(tensors, seen)
    inputs = list(tensors.values())
    upstream = torch.tensor(numbers(output.shape, 3))
    given = {"retain_graph": True, "allow_unused": True, "materialize_grads": True}
    gradients = torch.autograd.grad((output * upstream).sum(), inputs, **given)
    slopes = torch.autograd.grad((output.sin() * upstream).sum(), inputs, create_graph=True, **given)
    energy = sum((slope**2).sum() / 2 for slope in slopes)
    bent = torch.autograd.grad(energy, inputs, materialize_grads=True, allow_unused=True)
    assert all(torch.isfinite(each).all() for each in [output, *gradients, *bent])
    entry = {"layer": layer, **({} if heads is None else {"heads": heads}), "options": options, "mask": mask}
    entry |= {"values": values, "shape": list(output.shape), "output": packed(output)}
    rows.append(entry | {"gradients": [*map(packed, gradients)], "second": [*map(packed, bent)]})


def turned(x, base=10000.0):
    """Pairs of neighbouring columns as complex numbers, multiplied by those of their angles."""
    time, width = x.shape[-2:]
    rates = base ** -(torch.arange(0, width, 2, dtype=torch.float64) / width)
    angles = torch.outer(torch.arange(time, dtype=torch.float64), rates)
    factors = torch.polar(torch.ones_like(angles), angles)
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], width // 2, 2))
    return torch.view_as_real(pairs * factors).reshape(x.shape)


# Attention without parameters.


def attention(lead, queries, keys, width, size, mask=None, causal=False):
    values = [["q", [*lead, queries, width]], ["k", [*lead, keys, width]], ["v", [*lead, keys, size]]]

    def apply(given, seen):
        return functional.scaled_dot_product_attention(given["q"], given["k"], given["v"], seen_mask(seen, queries, causal))

    row("attention", apply, values, mask, **({"causal": True} if causal else {}))


def seen_mask(seen, queries, causal):
    lower = torch.ones(queries, queries, dtype=torch.bool).tril() if causal else None
    return lower if seen is None else seen if lower is None else seen & lower


for lead in [[], [2], [2, 3]]:
    attention(lead, 4, 4, 3, 3)
    attention(lead, 4, 4, 3, 5, causal=True)
    attention(lead, 3, 7, 2, 1)
    attention(lead, 1, 1, 4, 2)
    attention(lead, 5, 6, 3, 2, mask=[5, 6])
    attention(lead, 5, 5, 3, 2, mask=[5, 5], causal=True)
attention([2], 3, 5, 2, 3, mask=[2, 1, 5])
attention([2], 9, 9, 5, 3, mask=[2, 9, 9], causal=True)
attention([2, 3], 7, 7, 4, 4, mask=[2, 1, 1, 7])
attention([2, 3], 5, 5, 4, 4, mask=[2, 1, 1, 5], causal=True)
attention([2, 2], 3, 2, 2, 2, mask=[2, 1, 3, 2])
attention([2], 6, 2, 2, 2, mask=[2, 6, 2])
attention([3], 17, 33, 9, 7)
attention([3], 33, 33, 9, 7, causal=True)
attention([0], 3, 3, 2, 2, causal=True)
attention([2], 0, 0, 2, 2, causal=True)
attention([2], 0, 3, 2, 2)
attention([2], 3, 0, 2, 2)


# Several heads, in PyTorch's own layer; with rotary positions, which it lacks, by its formulas.


def products(width, memory, bias):
    """The names and shapes of our parameters."""
    shapes = [[width, width], [memory, width], [memory, width], [width, width]]
    each = [[[f"{part}/weight", shape], *([[f"{part}/bias", [width]]] if bias else [])] for part, shape in zip(PARTS, shapes)]
    return [entry for pair in each for entry in pair]


def in_layer(layer, given):
    """PyTorch's parameters, made of ours, which are stored the other way round and not in one."""
    made = {"out_proj.weight": given["output/weight"].T}
    weights = [given[f"{part}/weight"].T for part in PARTS[:3]]
    if layer.in_proj_weight is None:
        made |= {f"{part}_proj_weight": weight for part, weight in zip("qkv", weights)}
    else:
        made["in_proj_weight"] = torch.cat(weights)
    if "output/bias" in given:
        made |= {"out_proj.bias": given["output/bias"]}
        made |= {"in_proj_bias": torch.cat([given[f"{part}/bias"] for part in PARTS[:3]])}
    return made


def heads_of(lead, time, width, heads, memory=None, mask=None, causal=False, rotary=False, bias=True):
    keys, of = (time, width) if memory is None else memory
    values = [["x", [*lead, time, width]], *([] if memory is None else [["memory", [*lead, keys, of]]])]
    values += products(width, of, bias)
    layer = nn.MultiheadAttention(width, heads, bias=bias, kdim=of, vdim=of, batch_first=True, dtype=torch.float64)

    def apply(given, seen):
        x, source = given["x"], given.get("memory", given["x"])
        allowed = seen
        if seen is not None:
            allowed = seen.reshape(*lead, 1, 1 if seen.ndim == len(lead) + 1 else time, keys)
        allowed = seen_mask(allowed, time, causal)
        if not rotary and len(lead) == 1 and min(time, keys, *lead) > 0:
            hidden = None if allowed is None else ~allowed.expand(*lead, heads, time, keys).reshape(-1, time, keys)
            inputs = (x, source, source)
            options = {"attn_mask": hidden, "need_weights": False}
            return torch.func.functional_call(layer, in_layer(layer, given), inputs, options)[0]

        def split(part, value):
            product = value @ given[f"{part}/weight"] + given.get(f"{part}/bias", 0)
            return product.unflatten(-1, (heads, width // heads)).movedim(-2, -3)

        q, k, v = split("query", x), split("key", source), split("value", source)
        if rotary:
            q, k = turned(q), turned(k)
        y = functional.scaled_dot_product_attention(q, k, v, allowed).movedim(-3, -2).flatten(-2)
        return y @ given["output/weight"] + given.get("output/bias", 0)

    options = {"causal": causal, "rotary": rotary, "bias": bias}
    row("multiHeadAttention", apply, values, mask, heads, **{name: on for name, on in options.items() if on != (name == "bias")})


for heads in [1, 3]:
    heads_of([2], 5, 6, heads)
    heads_of([2], 5, 6, heads, causal=True)
    heads_of([2], 4, 6, heads, mask=[2, 4])
    heads_of([2], 4, 6, heads, mask=[2, 4, 4], causal=True)
    heads_of([2], 3, 6, heads, memory=(5, 4))
    heads_of([2], 3, 6, heads, memory=(5, 4), mask=[2, 5])
    heads_of([2], 4, 6, heads, memory=(2, 4), mask=[2, 4, 2])
    heads_of([2], 5, 6, heads, rotary=True, causal=True)
    heads_of([2], 3, 6, heads, memory=(4, 5), rotary=True)
    heads_of([2], 1, 6, heads)
    heads_of([2], 0, 6, heads, causal=True)
    heads_of([0], 3, 6, heads)
    heads_of([2], 3, 6, heads, bias=False)
    heads_of([], 4, 6, heads, causal=True)
    heads_of([2, 2], 3, 6, heads, mask=[2, 2, 3])
heads_of([2], 9, 10, 5, causal=True)
heads_of([1], 33, 12, 3, causal=True, rotary=True)


# A block, in PyTorch's own layer.


def block(lead, time, width, heads, hidden, mask=None, causal=False, norm="first", activation="relu"):
    norms = [[f"{name}/{part}", [width]] for name in ["norm1", "norm2"] for part in ["scale", "offset"]]
    inside = [[f"attention/{name}", shape] for name, shape in products(width, width, True)]
    dense = [["hidden/weight", [width, hidden]], ["hidden/bias", [hidden]], ["output/weight", [hidden, width]], ["output/bias", [width]]]
    values = [["x", [*lead, time, width]], *inside, *dense, *norms]
    layer = nn.TransformerEncoderLayer(
        width, heads, hidden, 0.0, activation, batch_first=True, norm_first=norm == "first", dtype=torch.float64
    )

    def apply(given, seen):
        attention = {name.removeprefix("attention/"): value for name, value in given.items() if name.startswith("attention/")}
        made = {f"self_attn.{name}": value for name, value in in_layer(layer.self_attn, attention).items()}
        for ours, theirs in [("hidden", "linear1"), ("output", "linear2")]:
            made |= {f"{theirs}.weight": given[f"{ours}/weight"].T, f"{theirs}.bias": given[f"{ours}/bias"]}
        for name in ["norm1", "norm2"]:
            made |= {f"{name}.weight": given[f"{name}/scale"], f"{name}.bias": given[f"{name}/offset"]}
        later = torch.ones(time, time, dtype=torch.bool).triu(1) if causal else None
        given_masks = {"src_mask": later, "src_key_padding_mask": None if seen is None else ~seen}
        return torch.func.functional_call(layer, made, (given["x"],), given_masks)

    options = {"hidden": hidden, "norm": norm, "activation": activation, **({"causal": True} if causal else {})}
    row("transformerBlock", apply, values, mask, heads, **options)


for norm in ["first", "last"]:
    block([2], 4, 6, 2, 7, norm=norm)
    block([2], 5, 6, 3, 8, norm=norm, causal=True)
    block([1], 3, 4, 1, 5, norm=norm, activation="gelu")
    block([2], 5, 6, 3, 8, norm=norm, mask=[2, 5])
    block([2], 1, 4, 2, 6, norm=norm)


# Positions: the closed form of sines and cosines, and complex products.


def positions(layer, lead, time, width):
    def apply(given, _):
        if layer == "rotary":
            return turned(given["x"])
        angles = torch.tensor([[t / 10000 ** (2 * (c // 2) / width) for c in range(width)] for t in range(time)], dtype=torch.float64)
        even = torch.arange(width) % 2 == 0
        return given["x"] + torch.where(even, angles.reshape(time, width).sin(), angles.reshape(time, width).cos())

    row(layer, apply, [["x", [*lead, time, width]]])


for lead, time, width in [([2], 5, 6), ([], 1, 2), ([2, 3], 9, 8), ([2], 0, 4), ([1], 33, 10)]:
    positions("rotary", lead, time, width)
    positions("sinusoidalPositions", lead, time, width)
positions("sinusoidalPositions", [2], 5, 7)

count = {name: sum(entry["layer"] == name for entry in rows) for name in {entry["layer"] for entry in rows}}
text = ",\n".join(json.dumps(entry, allow_nan=False) for entry in rows)
(HERE / "attention.json").write_text(f"[\n{text}\n]\n")
print(f"{len(rows)} rows: {count}")
