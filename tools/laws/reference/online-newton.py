"""Trajectories of the online Newton step over 100 steps, on PyTorch's gradients. Writes online-newton.json.

A is kept here, and solved for in each step; the library keeps its inverse. Least squares of streams whose errors are
always ±1, where the step is that of recursive least squares, are solved at once.
"""

import json
from pathlib import Path

import numpy as np
import torch

from problems import trajectory

HERE = Path(__file__).resolve().parent
KEPT = [1, 2, 3, *range(10, 101, 10)]


class OnlineNewton(torch.optim.Optimizer):
    """Hazan, Agarwal and Kale, "Logarithmic Regret Algorithms", 2007, figure 2, with a weight of the past."""

    def __init__(self, parameters, *, learningRate, epsilon, forgetting):
        super().__init__(parameters, {})
        self.rate, self.epsilon, self.forgetting = learningRate, epsilon, forgetting
        self.a = None

    @torch.no_grad()
    def step(self):
        parameters = self.param_groups[0]["params"]
        g = np.concatenate([parameter.grad.numpy().ravel() for parameter in parameters])
        if self.a is None:
            self.a = self.epsilon * np.eye(len(g))
        if self.forgetting < 1:
            # A diagonal element of the inverse does not get larger than 1/ε.
            diagonal = np.diag(np.linalg.inv(self.a))
            grown = np.maximum(np.sqrt(self.forgetting), np.sqrt(self.epsilon * diagonal))
            self.a = self.a * np.outer(grown, grown)
        self.a = self.a + np.outer(g, g)
        u = self.rate * np.linalg.solve(self.a, g)
        for parameter in parameters:
            size = parameter.numel()
            parameter -= torch.from_numpy(u[:size].reshape(parameter.shape))
            u = u[size:]


def least_squares(rows, features, epsilon):
    """Labels that are ±1 away from what ridge regression predicts after each row, and its weights after the last."""
    rng = np.random.default_rng(5)
    x, signs = rng.normal(size=(rows, features)) * [1, 3, 0.3, 2], rng.choice([-1.0, 1.0], size=rows)
    y, w = np.zeros(rows), np.zeros(features)
    for i in range(rows):
        y[i] = x[i] @ w + signs[i]
        seen = x[: i + 1]
        w = np.linalg.solve(epsilon * np.eye(features) + seen.T @ seen, seen.T @ y[: i + 1])
    return {"epsilon": epsilon, "x": x.tolist(), "y": y.tolist(), "weights": w.tolist()}


SETTINGS = [
    {"learningRate": 1.0, "epsilon": 1.0, "forgetting": 1.0},
    {"learningRate": 0.3, "epsilon": 0.1, "forgetting": 0.95},
]

result = {
    "leastSquares": least_squares(60, 4, 0.5),
    "runs": [
        {
            "problem": problem,
            "optimizer": "onlineNewton",
            "options": options,
            "trajectory": trajectory(problem, lambda parameters: OnlineNewton(parameters, **options), kept=KEPT),
        }
        for problem in ("ravine", "rosenbrock", "network")
        for options in SETTINGS
    ],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
for run in result["runs"]:
    print(run["problem"], run["options"], run["trajectory"][-1]["loss"])
