"""Learning rates that follow a metric, by PyTorch's ReduceLROnPlateau in float64. Writes plateau.json.

An entry: { rate, options, metrics, rates }; rates[t] is what the step holds after which metrics[t] is told.
"""

import json
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
CASES = [
    (0.1, {"patience": 2, "factor": 0.5}),
    (0.1, {"patience": 0, "factor": 0.25, "cooldown": 3, "threshold": 0.01}),
    (1.0, {"patience": 3, "factor": 0.1, "least": 0.02, "mode": "max"}),
]


def entry(rate, options, seed):
    draw = np.random.default_rng(seed)
    falling = 1 / (1 + 0.2 * np.arange(40)) + 0.3
    metrics = np.round(falling + 0.05 * draw.standard_normal(40), 6)
    if options.get("mode") == "max":
        metrics = np.round(2 - metrics, 6)
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    names = {"least": "min_lr"}
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, eps=0, **{names.get(name, name): value for name, value in options.items()}
    )
    rates = []
    for metric in metrics:
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step(metric)
    assert len(set(rates)) > 2, rates
    return {"rate": rate, "options": options, "metrics": metrics.tolist(), "rates": rates}


entries = [entry(rate, options, seed) for seed, (rate, options) in enumerate(CASES)]
(HERE / "plateau.json").write_text(json.dumps(entries, allow_nan=False) + "\n")
for one in entries:
    print(one["options"], one["rates"])
