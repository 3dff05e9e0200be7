"""Trajectories of the optimizers that PyTorch lacks, over 100 steps. Writes trust.json.

Each rule is written here in NumPy, float64, from its publication, on PyTorch's gradients.

Some rules have jumps: where a sign turns, or where a direction of one element is scaled by its own length. So a run
ends with the last step before one that comes near a jump.
"""

import json
from pathlib import Path

import numpy as np
import torch

from problems import PROBLEMS, trajectory

HERE = Path(__file__).resolve().parent
STEPS = 100
KEPT = [1, 2, 3, *range(10, STEPS + 1, 10)]
# Near enough to a jump that float32 might be on its other side.
NEAR = 1e-3


class Rule(torch.optim.Optimizer):
    """Puts in place of each parameter what a rule makes of its memory, of itself and of its gradient in step t."""

    def __init__(self, parameters, rule, options):
        super().__init__(parameters, {})
        self.rule, self.options = rule, options
        self.memories = [{} for _ in parameters]
        self.distances = []

    @torch.no_grad()
    def step(self):
        (group,) = self.param_groups
        for parameter, memory in zip(group["params"], self.memories):
            memory["t"] = memory.get("t", 0) + 1
            theta, g = parameter.numpy().copy(), parameter.grad.numpy()
            parameter.copy_(torch.from_numpy(np.asarray(self.rule(memory, theta, g, **self.options))))
        self.distances.append(min(memory.get("distance", np.inf) for memory in self.memories))


def adabelief(memory, theta, g, *, learningRate, beta1, beta2, epsilon):
    """Zhuang et al., "AdaBelief Optimizer", 2020, algorithm 2."""
    t = memory["t"]
    memory["m"] = m = beta1 * memory.get("m", 0) + (1 - beta1) * g
    memory["s"] = s = beta2 * memory.get("s", 0) + (1 - beta2) * (g - m) ** 2 + epsilon
    return theta - learningRate * (m / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + epsilon)


def yogi(memory, theta, g, *, learningRate, beta1, beta2, epsilon, initialAccumulator):
    """Zaheer et al., "Adaptive Methods for Nonconvex Optimization", 2018, algorithm 2."""
    before = memory.get("v", np.full(g.shape, initialAccumulator))
    memory["distance"] = np.min(np.abs(before - g**2) / np.maximum(before, g**2))
    memory["m"] = beta1 * memory.get("m", 0) + (1 - beta1) * g
    memory["v"] = before - (1 - beta2) * np.sign(before - g**2) * g**2
    return theta - learningRate * memory["m"] / (np.sqrt(memory["v"]) + epsilon)


def lars(memory, theta, g, *, learningRate, momentum, decay, trust):
    """You, Gitman and Ginsburg, "Large Batch Training of Convolutional Networks", 2017, algorithm 1."""
    weights, slope = np.linalg.norm(theta), np.linalg.norm(g)
    memory["distance"] = slope
    ratio = trust * weights / (slope + decay * weights) if weights > 0 and slope > 0 else 1
    memory["v"] = momentum * memory.get("v", 0) + learningRate * ratio * (g + decay * theta)
    return theta - memory["v"]


def lamb(memory, theta, g, *, learningRate, beta1, beta2, epsilon, decay):
    """You et al., "Large Batch Optimization for Deep Learning", 2020, algorithm 2, with φ(z) = z."""
    t = memory["t"]
    memory["m"] = beta1 * memory.get("m", 0) + (1 - beta1) * g
    memory["v"] = beta2 * memory.get("v", 0) + (1 - beta2) * g**2
    r = memory["m"] / (1 - beta1**t) / (np.sqrt(memory["v"] / (1 - beta2**t)) + epsilon)
    u = r + decay * theta
    weights, length = np.linalg.norm(theta), np.linalg.norm(u)
    memory["distance"] = length
    return theta - learningRate * (weights / length if weights > 0 and length > 0 else 1) * u


def ftrl(memory, theta, g, *, learningRate, beta, l1, l2):
    """McMahan et al., "Ad Click Prediction", 2013, algorithm 1. The weights at its beginning are θ, not 0."""
    n = memory.get("n", np.zeros(g.shape))
    sigma = (np.sqrt(n + g**2) - np.sqrt(n)) / learningRate
    memory["z"] = z = memory.get("z", 0) + g - sigma * theta
    memory["n"] = n = n + g**2
    steepness = (beta + np.sqrt(n)) / learningRate + l2
    return np.where(np.abs(z) <= l1, 0.0, -(z - np.sign(z) * l1) / steepness)


def run(problem, rule, options):
    made = []

    def make(parameters):
        made.append(Rule(parameters, rule, options))
        return made[-1]

    trajectory(problem, make, kept=[STEPS])
    near = next((step for step, distance in enumerate(made[0].distances) if distance <= NEAR), STEPS)
    kept = sorted({step for step in KEPT if step < near} | {near})
    points = trajectory(problem, make, kept=kept)
    return {"problem": problem, "optimizer": rule.__name__, "options": options, "trajectory": points}


def adams(first, second):
    """Two settings of a rule with two moments."""
    return [
        {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, **first},
        {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-4, **second},
    ]


SETTINGS = {
    adabelief: adams({"learningRate": 0.1}, {"learningRate": 0.03}),
    yogi: adams({"learningRate": 0.05, "initialAccumulator": 0}, {"learningRate": 0.03, "initialAccumulator": 0.25}),
    lars: [
        {"learningRate": 0.5, "momentum": 0.9, "decay": 0.0005, "trust": 0.01},
        {"learningRate": 0.05, "momentum": 0.5, "decay": 0.3, "trust": 0.1},
    ],
    ftrl: [
        {"learningRate": 0.3, "beta": 0.5, "l1": 0, "l2": 0},
        {"learningRate": 0.1, "beta": 1, "l1": 0.02, "l2": 0.1},
    ],
    lamb: adams({"learningRate": 0.004, "decay": 0.01}, {"learningRate": 0.005, "decay": 0.3}),
}

result = {
    "runs": [
        run(problem, rule, options)
        for problem in PROBLEMS
        for rule, settings in SETTINGS.items()
        for options in settings
    ],
}
(HERE / "trust.json").write_text(json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n")
for entry in result["runs"]:
    end = entry["trajectory"][-1]
    print(entry["problem"], entry["optimizer"], entry["options"], "to step", end["step"], "loss", end["loss"])
