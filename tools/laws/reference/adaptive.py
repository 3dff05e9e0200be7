"""Trajectories of the optimizers with a velocity or a rate of their own for each parameter, over 100 steps. Writes adaptive.json.

By PyTorch in float64 where it has the rule. Where it places ε or the learning rate elsewhere, the runs with the other
placement are by the formulas below, written from the publications in plain NumPy, float64.
"""

import json
from pathlib import Path

import numpy as np
import torch

from problems import PROBLEMS, trajectory

HERE = Path(__file__).resolve().parent
STEPS = 100
KEPT = [1, 2, 3, *range(10, STEPS + 1, 10)]
RATE_OUTSIDE = {"learningRateAt": "outside"}


class Formula(torch.optim.Optimizer):
    """Takes from each parameter what a formula makes of its memory, its gradient and the learning rate."""

    def __init__(self, parameters, rate, formula):
        super().__init__(parameters, {"lr": rate})
        self.formula = formula
        self.memories = [{} for _ in parameters]

    @torch.no_grad()
    def step(self):
        (group,) = self.param_groups
        for parameter, memory in zip(group["params"], self.memories):
            taken = self.formula(memory, parameter.grad.numpy(), group["lr"])
            parameter -= torch.from_numpy(np.asarray(taken))


def adagrad(memory, g, rate, *, epsilon, initial):
    memory["G"] = memory.get("G", initial) + g**2
    return rate / np.sqrt(memory["G"] + epsilon) * g


def rmsprop(memory, g, rate, *, decay, epsilon, centered=False, momentum=0.0):
    memory["g²"] = decay * memory.get("g²", 0) + (1 - decay) * g**2
    memory["g"] = decay * memory.get("g", 0) + (1 - decay) * g
    spread = memory["g²"] - memory["g"] ** 2 if centered else memory["g²"]
    memory["v"] = momentum * memory.get("v", 0) + rate / np.sqrt(spread + epsilon) * g
    return memory["v"]


def adadelta(memory, g, rate, *, decay, epsilon):
    """With ε outside of both roots."""
    memory["g²"] = decay * memory.get("g²", 0) + (1 - decay) * g**2
    before = memory.get("Δ²", 0)
    delta = (np.sqrt(before) + epsilon) / (np.sqrt(memory["g²"]) + epsilon) * g
    memory["Δ²"] = decay * before + (1 - decay) * delta**2
    return rate * delta


def momentum(memory, g, rate, *, decay):
    memory["v"] = decay * memory.get("v", 0) + rate * g
    return memory["v"]


def nesterov(memory, g, rate, *, decay):
    """Nesterov's own rule, which takes g at θ − γv; told of that point φ, not of θ, it moves φ."""
    before = memory.get("v", 0)
    memory["v"] = decay * before + rate * g
    return memory["v"] - decay * before + decay * memory["v"]


def by(formula, rate, **options):
    return lambda parameters: Formula(parameters, rate, lambda *of: formula(*of, **options))


def cosine(optimizer):
    return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=STEPS)


def runs_of(problem):
    """The name, the options here, what makes it there, and its schedule."""
    outside = {"epsilonAt": "outside"}
    fast = {"ravine": 0.5, "rosenbrock": 0.3, "network": 0.2}[problem]
    options = {"learningRate": fast, "epsilon": 1e-8}
    yield "adagrad", options, by(adagrad, fast, epsilon=1e-8, initial=0), None
    options = {"learningRate": fast / 2, "epsilon": 1e-3, "initialAccumulator": 0.5}
    yield "adagrad", options, by(adagrad, fast / 2, epsilon=1e-3, initial=0.5), None
    published = {"lr": fast / 2, "eps": 1e-3, "initial_accumulator_value": 0.5, "foreach": False}
    yield "adagrad", {**options, **outside}, lambda p: torch.optim.Adagrad(p, **published), None

    # With a smaller ε, or a rate that makes it swing, the way hangs on roundings: RMSprop divides small gradients by themselves.
    rate = {"ravine": 0.05, "rosenbrock": 0.005, "network": 0.01}[problem]
    options = {"learningRate": rate, "decay": 0.9, "epsilon": 1e-2}
    yield "rmsprop", options, by(rmsprop, rate, decay=0.9, epsilon=1e-2), None
    published = {"lr": rate, "alpha": 0.9, "eps": 1e-2, "foreach": False}
    yield "rmsprop", {**options, **outside}, lambda p: torch.optim.RMSprop(p, **published), None
    options = {"learningRate": rate, "decay": 0.95, "epsilon": 1e-2, "centered": True, "momentum": 0.5}
    yield "rmsprop", options, by(rmsprop, rate, decay=0.95, epsilon=1e-2, centered=True, momentum=0.5), cosine
    settings = {"lr": rate, "alpha": 0.95, "eps": 1e-2, "centered": True, "momentum": 0.5, "foreach": False}
    yield "rmsprop", {**options, **outside, **RATE_OUTSIDE}, lambda p: torch.optim.RMSprop(p, **settings), cosine

    for rate, decay, epsilon in ((1.0, 0.9, 1e-6), (0.5, 0.95, 1e-4)):
        options = {"learningRate": rate, "decay": decay, "epsilon": epsilon}
        yield "adadelta", options, lambda p: torch.optim.Adadelta(p, lr=rate, rho=decay, eps=epsilon, foreach=False), None
    for rate, decay, epsilon in ((1.0, 0.9, 1e-3), (0.5, 0.95, 1e-2)):
        options = {"learningRate": rate, "decay": decay, "epsilon": epsilon, **outside}
        yield "adadelta", options, by(adadelta, rate, decay=decay, epsilon=epsilon), None

    rate = {"ravine": 0.02, "rosenbrock": 2e-4, "network": 0.05}[problem]
    for name, formula in (("momentum", momentum), ("nesterov", nesterov)):
        options = {"learningRate": rate, "decay": 0.9}
        yield name, options, by(formula, rate, decay=0.9), cosine
        sgd = {"lr": rate, "nesterov": name == "nesterov", "foreach": False}
        yield name, {**options, **RATE_OUTSIDE}, lambda p: torch.optim.SGD(p, momentum=0.9, **sgd), cosine
        yield name, {"learningRate": rate, "decay": 0.5}, lambda p: torch.optim.SGD(p, momentum=0.5, **sgd), None


def scheduled(options, schedule):
    return {**options, "schedule": {"cosine": STEPS}} if schedule else options


result = {
    "runs": [
        {"problem": problem, "optimizer": name, "options": scheduled(options, schedule), "trajectory": trajectory(problem, make, schedule, KEPT)}
        for problem in PROBLEMS
        for name, options, make, schedule in runs_of(problem)
    ],
}
(HERE / "adaptive.json").write_text(json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n")
for run in result["runs"]:
    print(run["problem"], run["optimizer"], run["options"], "loss", run["trajectory"][-1]["loss"])
