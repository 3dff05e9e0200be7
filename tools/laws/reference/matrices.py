"""Trajectories of Muon, Adafactor and Prodigy over 100 steps. Writes matrices.json.

Adafactor by PyTorch in float64. PyTorch lacks the others: their rules are written here in NumPy, float64, from their
publications, on PyTorch's gradients. Muon's polynomial is taken of singular values here, not of products of matrices.
Besides the problems of all optimizers there is one whose parameters are matrices, one wide and one tall.
"""

import json
from pathlib import Path

import numpy as np
import torch

from problems import LOSSES, PROBLEMS, trajectory

HERE = Path(__file__).resolve().parent
STEPS = 100
KEPT = [1, 2, 3, *range(10, STEPS + 1, 10)]

FACTORS = {
    "loss": "½‖left·wide·tall·right − target‖²",
    "left": [[1.0, -0.5], [0.25, 0.75], [-0.5, 0.5]],
    "right": [[0.5, -1.0], [1.0, 0.5]],
    "target": [[1.0, -0.5], [0.5, 0.25], [-1.5, 0.75]],
    "start": {
        "wide": [[0.6, -0.2, 0.4], [-0.3, 0.5, 0.1]],
        "tall": [[0.2, -0.4], [0.7, 0.3], [-0.1, 0.5]],
    },
}


def factors(p):
    left, right, target = (torch.tensor(FACTORS[name]) for name in ("left", "right", "target"))
    return 0.5 * torch.sum((left @ p["wide"] @ p["tall"] @ right - target) ** 2)


PROBLEMS["factors"] = FACTORS
LOSSES["factors"] = factors


class Rule(torch.optim.Optimizer):
    """Puts in place of the parameters what a rule makes of its memory, of them and of their gradients in step t."""

    def __init__(self, parameters, rule, options):
        super().__init__(parameters, {})
        self.rule, self.options = rule, options
        self.memory = {"t": 0}

    @torch.no_grad()
    def step(self):
        (group,) = self.param_groups
        self.memory["t"] += 1
        thetas, gradients = zip(*((p.numpy().copy(), p.grad.numpy()) for p in group["params"]))
        for parameter, value in zip(group["params"], self.rule(self.memory, thetas, gradients, **self.options)):
            parameter.copy_(torch.from_numpy(np.asarray(value)))


def orthogonal(matrix, steps):
    u, values, v = np.linalg.svd(matrix, full_matrices=False)
    values = values / np.linalg.norm(values)
    for _ in range(steps):
        values = 3.4445 * values - 4.7750 * values**3 + 2.0315 * values**5
    return u @ np.diag(values) @ v


def muon(memory, thetas, gradients, *, learningRate, momentum, nesterov, steps, decay):
    """Jordan et al., "Muon", 2024, with the mean of the program in place of the sum; what is no matrix goes down its slope."""
    means = memory.get("m", [0] * len(thetas))
    memory["m"] = means = [momentum * m + (1 - momentum) * g for m, g in zip(means, gradients)]
    for theta, g, m in zip(thetas, gradients, means):
        if theta.ndim != 2:
            yield theta - learningRate * g
            continue
        ahead = (1 - momentum) * g + momentum * m if nesterov else m
        rows, columns = theta.shape
        u = orthogonal(ahead, steps) * max(1, columns / rows) ** 0.5
        yield theta * (1 - learningRate * decay) - learningRate * u


def adafactor(parameters, options):
    epsilons = (options.get("epsilon1"), options["epsilon2"])
    return torch.optim.Adafactor(
        parameters,
        lr=options["learningRate"],
        beta2_decay=options["beta2Decay"],
        eps=epsilons,
        d=options["threshold"],
        weight_decay=options["decay"],
        foreach=False,
    )


def prodigy(memory, thetas, gradients, *, learningRate, beta1, beta2, epsilon, decay, d0, biasCorrection):
    """Mishchenko and Defazio, "Prodigy", 2023, algorithm 4, with r and s divided by 1 − √β₂ there, as their ratio is d."""
    t, d, beta3 = memory["t"], memory.get("d", d0), beta2**0.5
    zeros = [0] * len(thetas)
    start = memory.setdefault("start", thetas)
    rate = learningRate * ((1 - beta2**t) ** 0.5 / (1 - beta1**t) if biasCorrection else 1)
    memory["m"] = [beta1 * m + (1 - beta1) * d * g for m, g in zip(memory.get("m", zeros), gradients)]
    memory["v"] = [beta2 * v + (1 - beta2) * (d * g) ** 2 for v, g in zip(memory.get("v", zeros), gradients)]
    memory["s"] = [beta3 * s + rate * d**2 * g for s, g in zip(memory.get("s", zeros), gradients)]
    towards = sum(np.sum(g * (begun - theta)) for g, begun, theta in zip(gradients, start, thetas))
    memory["r"] = beta3 * memory.get("r", 0) + rate * d**2 * towards
    memory["d"] = max(d, memory["r"] / sum(np.sum(np.abs(s)) for s in memory["s"]))
    for theta, m, v in zip(thetas, memory["m"], memory["v"]):
        yield theta - rate * d * (m / (np.sqrt(v) + d * epsilon) + decay * theta)


def run(problem, optimizer, options, make):
    points = trajectory(problem, make, kept=KEPT)
    return {"problem": problem, "optimizer": optimizer, "options": options, "trajectory": points}


def by(rule, options):
    return lambda parameters: Rule(parameters, rule, options)


# Near the bottom a slope's lesser singular values turn over, and the way hangs on roundings: at these rates it ends before.
MUON_RATES = {"network": 0.005, "factors": 0.01}
MUONS = [
    {"momentum": 0.95, "nesterov": True, "steps": 5, "decay": 0},
    {"momentum": 0.8, "nesterov": False, "steps": 3, "decay": 0.1},
]
ADAFACTOR_RATES = {"ravine": 0.2, "rosenbrock": 0.004, "network": 0.005, "factors": 0.015}
ADAFACTORS = [
    {"beta2Decay": -0.8, "epsilon2": 1e-3, "threshold": 1, "decay": 0},
    {"beta2Decay": -0.6, "epsilon1": 1e-6, "epsilon2": 0.1, "threshold": 1.5, "decay": 0.1},
]
# From a smaller d the first steps are lost in the roundings of float32, and what d grows to hangs on them.
PRODIGIES = [
    {"learningRate": 1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "decay": 0, "d0": 1e-2, "biasCorrection": False},
    {"learningRate": 0.5, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-4, "decay": 0.1, "d0": 3e-3, "biasCorrection": True},
]


def runs():
    for problem, rate in MUON_RATES.items():
        for options in ({"learningRate": rate, **others} for others in MUONS):
            yield run(problem, "muon", options, by(muon, options))
    for problem in PROBLEMS:
        for options in ({"learningRate": ADAFACTOR_RATES[problem], **others} for others in ADAFACTORS):
            yield run(problem, "adafactor", options, lambda parameters: adafactor(parameters, options))
        for options in PRODIGIES:
            yield run(problem, "prodigy", options, by(prodigy, options))


result = {"problems": {"factors": FACTORS}, "runs": list(runs())}
(HERE / "matrices.json").write_text(json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n")
for entry in result["runs"]:
    print(entry["problem"], entry["optimizer"], entry["options"], "loss", [p["loss"] for p in entry["trajectory"]][::4])
