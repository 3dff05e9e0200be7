"""Writes local-sgd.json: test accuracies of 784-128-10 on real digits, trained by local SGD (McMahan et al., 2016; Douillard
et al., 2023) as PyTorch simulates it in one process.

The 8,000 and 2,000 digits of a seed are those of the project's own `split` by that seed, and worker w of n has every n-th of
the 8,000 from number w on, as `shard(w, n)` gives them. The first weights and the draws of the batches are PyTorch's.

A worker starts a round from the published weights, takes `every` steps of Adam, and hands in base - local. Its moments stay
from round to round, and its rate follows a cosine over all its own steps. The outer optimizer takes the mean of the deltas as
its gradient. A last round may be shorter.
"""

import json
import statistics
from pathlib import Path

import torch
from digits import BATCH, RATE, load, network, permutation, stepper

SEEDS = range(1, 6)
PLAIN, NESTEROV = {"rate": 1}, {"rate": 0.7, "nesterov": True}
CELLS = [
    {"name": "one process", "workers": 1, "steps": 2500, "every": 1, "outer": PLAIN},
    *({"name": f"H = {every}", "workers": 4, "steps": 625, "every": every, "outer": PLAIN} for every in (1, 10, 50, 500)),
    *(
        {"name": f"H = 50, momentum {m}", "workers": 4, "steps": 625, "every": 50, "outer": {**NESTEROV, "momentum": m}}
        for m in (0.6, 0.9)
    ),
    {"name": "H = 50, all steps", "workers": 4, "steps": 2500, "every": 50, "outer": PLAIN},
    {"name": "H = 50, all steps, momentum 0.6", "workers": 4, "steps": 2500, "every": 50, "outer": {**NESTEROV, "momentum": 0.6}},
    {"name": "H = 50, 8 bits", "workers": 4, "steps": 625, "every": 50, "outer": PLAIN, "bits": 8},
]


class Worker:
    """A worker with its own network, optimizer and draws."""

    def __init__(self, seed, number, rows, steps):
        self.rows, self.left, self.residual = rows, steps, None
        self.model = network(seed)
        optimizer = torch.optim.Adam(self.model.parameters(), lr=RATE)
        self.schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
        self.step = stepper(self.model, optimizer)
        self.draws = torch.Generator().manual_seed(1000 * seed + number)

    def round(self, published, every, images, labels):
        """Returns base - local after `every` steps, or after those that are left."""
        with torch.no_grad():
            for parameter, base in zip(self.model.parameters(), published, strict=True):
                parameter.copy_(base)
        for _ in range(min(every, self.left)):
            batch = self.rows[torch.randint(len(self.rows), (BATCH,), generator=self.draws)]
            self.step(images[batch], labels[batch])
            self.schedule.step()
        self.left -= min(every, self.left)
        return [base.detach() - local.detach() for base, local in zip(published, self.model.parameters(), strict=True)]

    def in_bytes(self, delta):
        """Rounds to 255 levels with a scale for each tensor. What it rounds off goes into the next round."""
        wanted = [d + r for d, r in zip(delta, self.residual or map(torch.zeros_like, delta), strict=True)]
        sent = []
        for tensor in wanted:
            scale = tensor.abs().max() / 127
            sent.append(torch.round(tensor / scale) * scale if scale > 0 else tensor)
        self.residual = [w - s for w, s in zip(wanted, sent, strict=True)]
        return sent


def accuracy_of(cell, seed, images, labels):
    order = torch.tensor(permutation(seed, len(labels)))
    training, test = order[:8000], order[8000:]
    count, outer = cell["workers"], cell["outer"]
    workers = [Worker(seed, w, training[w::count], cell["steps"]) for w in range(count)]
    model = network(seed)
    published = list(model.parameters())
    more = {"momentum": outer["momentum"], "nesterov": True} if "nesterov" in outer else {}
    optimizer = torch.optim.SGD(published, lr=outer["rate"], **more)
    while workers[0].left > 0:
        deltas = [worker.round(published, cell["every"], images, labels) for worker in workers]
        if cell.get("bits") == 8:
            deltas = [worker.in_bytes(delta) for worker, delta in zip(workers, deltas, strict=True)]
        for parameter, *parts in zip(published, *deltas, strict=True):
            parameter.grad = torch.stack(parts).double().mean(0).float()
        optimizer.step()
    with torch.no_grad():
        return (model(images[test]).argmax(1) == labels[test]).double().mean().item()


torch.set_num_threads(1)
images, labels = load()
rows = []
for cell in CELLS:
    accuracies = [round(accuracy_of(cell, seed, images, labels), 4) for seed in SEEDS]
    rows.append({**cell, "accuracies": accuracies})
    print(f"{cell['name']}: {' '.join(map(str, accuracies))}, mean {statistics.mean(accuracies):.4f}", flush=True)
output = {"rate": RATE, "batch": BATCH, "seeds": list(SEEDS), "cells": rows}
Path(__file__).with_suffix(".json").write_text(json.dumps(output, indent=1) + "\n")
