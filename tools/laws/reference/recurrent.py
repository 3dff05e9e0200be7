"""Values, gradients and second derivatives of recurrent layers, by PyTorch in float64. Writes recurrent.json and torch-states.json.

A row: { layer, options, x, units, valid?, sizes, values, gradients, second }. `options` are those of our layer; `init` is true if the
layer begins with a carry that is given. `valid` has the number of valid steps of each sequence, or its steps themselves as true and
false. `sizes` are the shapes of the sources: the input, the carries cell by cell, and the parameters cell by cell, with gates side by
side as we have them. The numbers of source n are `numbers(shape, n)`, those of parameters halved, so that the file need not contain them.

`values` are the output, the last output, and the carries after the last step. `gradients` are those of L = Σ sum(value · upstream), the
upstream of value n being `numbers(shape, 100 + n)`, by all sources. `second` are the gradients by the same of ½·Σ|∂L/∂source|², where
L = Σ sum(sin(value) · upstream). A value is { shape, data }, or { shape, sums } if it has more than 8 elements: its inner products with
`numbers(shape, seed)` for the seeds 200 to 203. An element that is off changes each of these.

torch-states.json has whole layers as a user has them: { layer, units, options, state, x, output, last }, where `state` is the module's
state dict with its own first numbers, and `last` what PyTorch returns beside the output.
"""

import itertools
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils import rnn as packing

HERE = Path(__file__).resolve().parent
WHOLE, SEEDS, UPSTREAM = 8, range(200, 204), 100
GATES = {"rnn": 1, "gru": 3, "lstm": 4}
CARRIES = {"rnn": ["h"], "gru": ["h"], "lstm": ["h", "c"], "lru": ["re", "im"]}
rows = []


def numbers(shape, seed):
    """Numbers from −1 to 1, the same in every language, and the same in float32."""
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    return (((i * i * 37 + i * (7919 + 211 * seed) + 104729 * seed) % 2003 - 1001) / 1024).reshape(shape)


def packed(tensor):
    value = tensor.detach().numpy()
    shape = {"shape": list(value.shape)}
    if value.size <= WHOLE:
        return {**shape, "data": (value.reshape(-1) + 0.0).tolist()}
    return {**shape, "sums": [float((value * numbers(value.shape, seed)).sum()) for seed in SEEDS]}


class Sources:
    """Tensors that the derivatives are by, in the order in which they are asked for."""

    def __init__(self):
        self.all = []

    def __call__(self, shape, scale=1.0):
        tensor = torch.tensor(scale * numbers(shape, len(self.all)), requires_grad=True)
        self.all.append(tensor)
        return tensor


def parameters_of(sources, layer, inputs, units, bias):
    """The parameters of a cell in our layout."""
    wide = GATES[layer] * units
    shapes = [(inputs, wide), (units, wide)] + [(wide,)] * (2 * bias)
    return [sources(shape, 0.5) for shape in shapes]


def as_state_dict(cells, directions):
    """The parameters of all cells under PyTorch's names; its matrices are ours transposed."""
    state = {}
    for cell, parameters in enumerate(cells):
        suffix = f"l{cell // directions}" + "_reverse" * (cell % directions)
        for name, value in zip(["weight_ih", "weight_hh", "bias_ih", "bias_hh"], parameters):
            state[f"{name}_{suffix}"] = value.T if value.ndim == 2 else value
    return state


def whole(module, state, x, carries, lengths, lstm):
    """PyTorch's own layer over whole sequences, or over packed ones."""
    begin = tuple(torch.stack([carry[name] for carry in carries]) for name in carries[0])
    given = x if lengths is None else packing.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    output, last = torch.func.functional_call(module, state, (given, begin if lstm else begin[0]))
    if lengths is not None:
        output, _ = packing.pad_packed_sequence(output, batch_first=True, total_length=x.shape[1])
    return output, last if lstm else (last,)


def by_steps(step, x, carry, valid):
    """A cell step by step, over the steps that are valid: what PyTorch has no layer for."""
    outputs = []
    for t in range(x.shape[1]):
        following, output = step(carry, x[:, t])
        now = valid[:, t, None]
        carry = {name: torch.where(now, following[name], carry[name]) for name in carry}
        outputs.append(torch.where(now, output, torch.zeros_like(output)))
    return torch.stack(outputs, 1), carry


def torch_cell(layer, units, inputs, bias, activation, parameters):
    kinds = {"rnn": nn.RNNCell, "gru": nn.GRUCell, "lstm": nn.LSTMCell}
    own = {"nonlinearity": activation} if layer == "rnn" else {}
    module = kinds[layer](inputs, units, bias=bias, dtype=torch.float64, **own)
    state = {name.removesuffix("_l0"): value for name, value in as_state_dict([parameters], 1).items()}

    def step(carry, x):
        following = torch.func.functional_call(module, state, (x, (carry["h"], carry["c"]) if layer == "lstm" else carry["h"]))
        h, *c = following if layer == "lstm" else (following,)
        return dict(zip(["h", "c"], (h, *c))), h

    return step


def lru_cell(parameters):
    """The linear recurrent unit in complex arithmetic."""
    nu, theta, gamma, b_re, b_im, c_re, c_im, d = parameters
    eigenvalues = torch.exp(torch.complex(-torch.exp(nu), torch.exp(theta)))

    def step(carry, x):
        h = torch.complex(carry["re"], carry["im"])
        following = eigenvalues * h + torch.exp(gamma) * (x.to(torch.complex128) @ torch.complex(b_re, b_im))
        y = (following @ torch.complex(c_re, c_im)).real + x @ d
        return {"re": following.real, "im": following.imag}, y

    return step


def add(layer, options, x, values, sources, **more):
    """Derives a row from the values that a layer has."""
    upstreams = [torch.tensor(numbers(value.shape, UPSTREAM + n)) for n, value in enumerate(values)]
    wanted = sources.all
    derive = lambda loss, **how: torch.autograd.grad(loss, wanted, materialize_grads=True, allow_unused=True, **how)
    gradients = derive(sum((value * up).sum() for value, up in zip(values, upstreams)), retain_graph=True)
    slopes = derive(sum((value.sin() * up).sum() for value, up in zip(values, upstreams)), create_graph=True)
    bent = derive(sum((slope**2).sum() / 2 for slope in slopes))
    rows.append(
        {
            "layer": layer,
            "options": options,
            "x": list(x.shape),
            **more,
            "sizes": [list(source.shape) for source in wanted],
            "values": [*map(packed, values)],
            "gradients": [*map(packed, gradients)],
            "second": [*map(packed, bent)],
        }
    )


def mask_of(valid, shape):
    if valid is None:
        return torch.ones(shape, dtype=torch.bool)
    if isinstance(valid[0], int):
        return torch.arange(shape[1])[None] < torch.tensor(valid)[:, None]
    return torch.tensor(valid)


def row(layer, shape, units, valid=None, **options):
    batch, _, inputs = shape
    layers, directions = options.get("layers", 1), 2 if options.get("bidirectional") else 1
    bias, activation, reverse = options.get("bias", True), options.get("activation", "tanh"), options.get("reverse", False)
    sources = Sources()
    x = sources(shape)
    cells = range(layers * directions)
    zero = lambda: torch.zeros((batch, units), dtype=torch.float64)
    source = (lambda: sources((batch, units))) if options.get("init") else zero
    carries = [{name: source() for name in CARRIES[layer]} for _ in cells]
    flipped = lambda value: value.flip(1) if reverse else value
    mask = mask_of(valid, shape[:2])
    packable = valid is None or (isinstance(valid[0], int) and min(valid) > 0 and not reverse)
    if layer == "lru":
        width = options.get("width", units)
        sizes = [(units,)] * 3 + [(inputs, units)] * 2 + [(units, width)] * 2 + [(inputs, width)]
        step = lru_cell([sources(size, 0.5) for size in sizes])
    else:
        widths = [inputs if cell < directions else directions * units for cell in cells]
        parameters = [parameters_of(sources, layer, width, units, bias) for width in widths]
        step = torch_cell(layer, units, inputs, bias, activation, parameters[0])
    if layer == "lru" or not packable:
        assert layers * directions == 1
        output, last = by_steps(step, flipped(x), carries[0], flipped(mask))
        ended = [last]
        final = last["h"] if layer != "lru" else output[torch.arange(batch), last_steps(flipped(mask))]
        output = flipped(output)
    else:
        own = {"nonlinearity": activation} if layer == "rnn" else {}
        kinds = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
        module = kinds[layer](
            inputs, units, layers, bias=bias, batch_first=True, bidirectional=directions == 2, dtype=torch.float64, **own
        )
        output, last = whole(module, as_state_dict(parameters, directions), flipped(x), carries, valid, layer == "lstm")
        output = flipped(output)
        ended = [{name: values[cell] for name, values in zip(CARRIES[layer], last)} for cell in cells]
        final = torch.cat([end["h"] for end in ended[-directions:]], -1)
    values = [output, final, *(value for end in ended for value in end.values())]
    add(layer, options, x, values, sources, units=units, **({} if valid is None else {"valid": valid}))


def last_steps(mask):
    """The number of the last valid step of each sequence; some step is."""
    return mask.shape[1] - 1 - mask.flip(1).int().argmax(1)


def turns(*lists):
    """One of each list, each list at its own pace, so that combinations do not repeat."""
    for n in itertools.count():
        yield tuple(values[(n // (step + 1) + n) % len(values)] for step, values in enumerate(lists))


sizes = turns([3, 1, 2], [5, 3, 4, 1], [2, 3, 1], [3, 2, 4])
for layer, layers, way, lengths, init in itertools.product(GATES, [1, 2], ["", "bidirectional", "reverse"], [False, True], [False, True]):
    batch, time, inputs, units = next(sizes)
    options = {"layers": layers} if layers > 1 else {}
    options |= {way: True} if way else {}
    options |= {"init": True} if init else {}
    options |= {"bias": False} if (layers + batch + init) % 3 == 0 else {}
    options |= {"activation": "relu"} if layer == "rnn" and (batch + units) % 2 == 0 else {}
    if way == "reverse" and lengths and layers > 1:
        continue  # PyTorch packs no sequence that it goes through from its end
    valid = [max(1, time - 2 * n) for n in range(batch)] if lengths else None
    row(layer, (batch, time, inputs), units, valid, **options)

# Steps that are left out anywhere, and sequences of none.
for layer, reverse in itertools.product([*GATES, "lru"], [False, True]):
    options = {"reverse": True} if reverse else {}
    holes = [[True, False, True, True, False], [False, True, False, False, True], [False, False, True, False, False]]
    row(layer, (3, 5, 2), 3, holes, init=True, **options)
    if layer != "lru":
        row(layer, (3, 3, 2), 2, [3, 0, 1], **options)

for shape, units, options in [
    ((2, 5, 3), 4, {}),
    ((3, 1, 2), 3, {"width": 2}),
    ((1, 7, 1), 1, {"width": 3, "init": True}),
    ((2, 4, 2), 5, {"reverse": True, "init": True}),
]:
    row("lru", shape, units, **options)

# Sizes that no number of lanes divides.
row("gru", (5, 9, 7), 9)
row("lstm", (5, 9, 7), 9, init=True)
row("rnn", (7, 11, 5), 13, bidirectional=True)
row("lru", (5, 9, 7), 9, width=11)

states = []
for layer, kind, options, own in [
    ("gru", nn.GRU, {"layers": 2, "bidirectional": True}, {"num_layers": 2, "bidirectional": True}),
    ("lstm", nn.LSTM, {"layers": 3}, {"num_layers": 3}),
    ("rnn", nn.RNN, {"bias": False, "activation": "relu"}, {"bias": False, "nonlinearity": "relu"}),
]:
    torch.manual_seed(len(states))
    module = kind(3, 4, batch_first=True, dtype=torch.float64, **own)
    x = torch.tensor(numbers((2, 5, 3), 0))
    output, last = module(x)
    values = {name: value.tolist() for name, value in module.state_dict().items()}
    ended = [value.tolist() for value in (last if layer == "lstm" else (last,))]
    states.append(
        {"layer": layer, "units": 4, "options": options, "state": values, "x": x.tolist(), "output": output.tolist(), "last": ended}
    )
(HERE / "torch-states.json").write_text(json.dumps(states) + "\n")

count = {name: sum(entry["layer"] == name for entry in rows) for name in CARRIES}
text = ",\n".join(json.dumps(entry, allow_nan=False) for entry in rows)
(HERE / "recurrent.json").write_text(f"[\n{text}\n]\n")
print(f"{len(rows)} rows: {count}")
