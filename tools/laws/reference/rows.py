"""Rows of reference values, by PyTorch in float64, for the scripts that write them.

A row: { operation, options?, inputs, output, upstream, gradients, second? }, tensors as { shape, data, dtype? } with
float64 left out; the gradients are those of sum(output · upstream), null where an input has none. `second` are those of
½·Σ|∂L/∂input|², where L = sum(sin(output) · upstream): there are none if no ∂L/∂input depends on an input, or if they are not finite.
"""

import json
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent


def packed(array):
    array = np.asarray(array)
    dtype = {"int32": {"dtype": "int32"}, "bool": {"dtype": "bool"}}.get(array.dtype.name, {})
    return {"shape": list(array.shape), **dtype, "data": array.reshape(-1).tolist()}


def second_derivatives(output, upstream, tensors):
    """Gradients of half the squares of the gradients of a loss that bends what is linear; nothing if there are none."""
    inputs = [tensor for tensor in tensors if tensor.requires_grad]
    slopes = torch.autograd.grad((output.sin() * upstream).sum(), inputs, create_graph=True, allow_unused=True)
    bent = [slope for slope in slopes if slope is not None and slope.requires_grad]
    if not bent:
        return {}
    found = iter(torch.autograd.grad(sum((slope**2).sum() / 2 for slope in bent), inputs, retain_graph=True, allow_unused=True))
    values = [next(found) if tensor.requires_grad else None for tensor in tensors]
    if not all(value is None or value.isfinite().all() for value in values):
        return {}
    return {"second": [None if value is None else packed(value.numpy()) for value in values]}


class Rows:
    """Rows whose numbers all come from one generator, so that a row more at the end leaves the others as they are."""

    def __init__(self, seed):
        self.draw = np.random.default_rng(seed)
        self.entries = []

    def real(self, *shape, low=-2.0, high=2.0):
        """Numbers with few digits, none of them within 0.05 of a kink at 0."""
        values = np.round(self.draw.uniform(low, high, shape), 3)
        return np.where(np.abs(values) < 0.05, 0.5, values)

    def positive(self, *shape):
        return self.real(*shape, low=0.2, high=3.0)

    def row(self, operation, compute, *inputs, **options):
        tensors = [torch.tensor(value, requires_grad=value.dtype == np.float64) for value in map(np.asarray, inputs)]
        output = compute(*tensors)
        upstream = torch.tensor(self.real(*output.shape))
        second = second_derivatives(output, upstream, tensors)
        (output * upstream).sum().backward()
        self.entries.append(
            {
                "operation": operation,
                **({"options": options} if options else {}),
                "inputs": [packed(value) for value in inputs],
                "output": packed(output.detach().numpy()),
                "upstream": packed(upstream.numpy()),
                "gradients": [None if t.grad is None else packed(t.grad.numpy()) for t in tensors],
                **second,
            }
        )

    def write(self, name):
        text = ",\n".join(json.dumps(entry, allow_nan=False) for entry in self.entries)
        (HERE / name).write_text(f"[\n{text}\n]\n")
        print(f"{len(self.entries)} rows of {len({entry['operation'] for entry in self.entries})} operations")
