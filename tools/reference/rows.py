"""Rows of reference values, by PyTorch in float64, for the scripts that write them.

A row: { operation, options?, inputs, output, upstream, gradients }, tensors as { shape, data, dtype? } with float64
left out; the gradients are those of sum(output · upstream), null where an input has none.
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
        (output * upstream).sum().backward()
        self.entries.append(
            {
                "operation": operation,
                **({"options": options} if options else {}),
                "inputs": [packed(value) for value in inputs],
                "output": packed(output.detach().numpy()),
                "upstream": packed(upstream.numpy()),
                "gradients": [None if t.grad is None else packed(t.grad.numpy()) for t in tensors],
            }
        )

    def write(self, name):
        text = ",\n".join(json.dumps(entry, allow_nan=False) for entry in self.entries)
        (HERE / name).write_text(f"[\n{text}\n]\n")
        print(f"{len(self.entries)} rows of {len({entry['operation'] for entry in self.entries})} operations")
