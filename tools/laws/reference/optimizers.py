"""Trajectories of optimizers over 100 steps, by PyTorch in float64. Writes optimizers.json.

Momentum keeps the rate outside of its velocity here (v ← γv + g; θ ← θ − ηv). At a constant rate, as here, the
parameters are those of v ← γv + ηg; θ ← θ − v.
"""

import json
import math
from pathlib import Path

import torch

from problems import PROBLEMS, trajectory

HERE = Path(__file__).resolve().parent
STEPS = 100

RATES = {"sgd": {"ravine": 0.05, "rosenbrock": 1e-3, "network": 0.1}, "momentum": {"ravine": 0.02, "rosenbrock": 2e-4, "network": 0.05}}
ADAMS = [
    {"learningRate": 0.1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    {"learningRate": 0.03, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-4},
]


def adam(parameters, options):
    betas = (options["beta1"], options["beta2"])
    return torch.optim.Adam(parameters, lr=options["learningRate"], betas=betas, eps=options["epsilon"], foreach=False)


def cosine(optimizer, steps, least=0.0):
    return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps, eta_min=least)


def runs_of(problem):
    rate = RATES["sgd"][problem]
    yield "sgd", {"learningRate": rate}, lambda p: torch.optim.SGD(p, lr=rate, foreach=False), None
    rate = RATES["momentum"][problem]
    yield "momentum", {"learningRate": rate, "decay": 0.9}, lambda p: torch.optim.SGD(p, lr=rate, momentum=0.9, foreach=False), None
    for options in ADAMS:
        yield "adam", options, lambda p: adam(p, options), None
    yield "adam", {**ADAMS[0], "schedule": {"cosine": STEPS}}, lambda p: adam(p, ADAMS[0]), lambda o: cosine(o, STEPS)


def cosine_values(start, least, steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=start)
    scheduler = cosine(optimizer, steps, least)
    values = []
    for step in range(steps + 1):
        exact = least + (start - least) * (1 + math.cos(math.pi * step / steps)) / 2
        assert abs(scheduler.get_last_lr()[0] - exact) < 1e-13
        values.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return {"start": start, "least": least, "steps": steps, "values": values}


result = {
    "problems": PROBLEMS,
    "runs": [
        {"problem": problem, "optimizer": name, "options": options, "trajectory": trajectory(problem, make, schedule)}
        for problem in PROBLEMS
        for name, options, make, schedule in runs_of(problem)
    ],
    "cosine": [cosine_values(2e-3, 0.0, 100), cosine_values(0.1, 0.01, 100)],
}
(HERE / "optimizers.json").write_text(json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n")
for run in result["runs"]:
    print(run["problem"], run["optimizer"], run["options"], "loss", run["trajectory"][-1]["loss"])
