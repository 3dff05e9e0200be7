"""Trajectories of averaged and of schedule-free descents over 100 steps. Writes averages.json.

Each point has the parameters in training and, as `evaluated`, those that the model is evaluated with. Averages are by
PyTorch's AveragedModel around its SGD, in float64. It has no schedule-free optimizers: their rule is written here in
NumPy, float64, from its publication, on PyTorch's gradients; the mean there is taken anew in each step, of all z so far.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from problems import PROBLEMS, trajectory

HERE = Path(__file__).resolve().parent
STEPS = 100
KEPT = [1, 2, 3, *range(10, STEPS + 1, 10)]


class Averaged(torch.optim.SGD):
    """Descends as without, and averages from a step on."""

    def __init__(self, parameters, rate, decay, first):
        super().__init__(parameters, lr=rate, foreach=False)
        # These share their storage with the parameters.
        self.model = torch.nn.ParameterList([torch.nn.Parameter(p.detach()) for p in parameters])
        average = get_ema_multi_avg_fn(decay) if decay else None
        self.averaged, self.first, self.t = AveragedModel(self.model, multi_avg_fn=average), first, 0

    def step(self):
        super().step()
        self.t += 1
        if self.t >= self.first:
            self.averaged.update_parameters(self.model)

    def evaluated(self):
        return list((self.averaged.module if self.t >= self.first else self.model).parameters())


class ScheduleFree(torch.optim.Optimizer):
    """Defazio et al., "The Road Less Scheduled", 2024, algorithm 1, around descent or AdamW without its momentum."""

    def __init__(self, parameters, learningRate, beta, beta2=None, epsilon=0, decay=0, **_):
        super().__init__(parameters, {})
        self.rate, self.beta, self.beta2, self.epsilon, self.decay = learningRate, beta, beta2, epsilon, decay
        self.t, self.weights = 0, []
        self.moments = [0.0 for _ in parameters]
        self.zs = [[p.detach().numpy().copy()] for p in parameters]

    @torch.no_grad()
    def step(self):
        (group,) = self.param_groups
        rate = self.rate(self.t) if callable(self.rate) else self.rate
        self.t += 1
        self.weights.append(rate**2)
        self.xs = []
        for index, (y, z) in enumerate(zip(group["params"], self.zs)):
            u = y.grad.numpy().copy()
            if self.beta2 is not None:
                self.moments[index] = self.beta2 * self.moments[index] + (1 - self.beta2) * u**2
                u = u / (np.sqrt(self.moments[index] / (1 - self.beta2**self.t)) + self.epsilon) + self.decay * y.numpy()
            z.append(z[-1] - rate * u)
            x = np.average(z[1:], axis=0, weights=self.weights)
            self.xs.append(torch.from_numpy(np.asarray(x)))
            y.copy_(torch.from_numpy(np.asarray((1 - self.beta) * z[-1] + self.beta * x)))

    def evaluated(self):
        return self.xs


def cosine(rate):
    """The rate of a step from 0, falling to 0 in as many steps as there are."""
    return lambda taken: rate * (1 + np.cos(np.pi * taken / STEPS)) / 2


def runs_of(problem):
    """The name, the options here, and what makes it there."""
    rate = {"ravine": 0.03, "rosenbrock": 1e-3, "network": 0.1}[problem]
    for decay, first in ((None, 1), (0.9, 1), (None, 25), (0.5, 3)):
        options = {"learningRate": rate, **({"decay": decay} if decay else {}), "from": first}
        yield "average", options, lambda p: Averaged(p, rate, decay, first)
    for beta, scheduled in ((0.9, False), (0.5, False), (0.9, True)):
        options = {"learningRate": rate, "beta": beta}
        there = {**options, "learningRate": cosine(rate)} if scheduled else options
        yield "scheduleFree", {**options, "schedule": {"cosine": STEPS}} if scheduled else options, lambda p: ScheduleFree(p, **there)
    for options in (
        {"learningRate": 0.05, "beta": 0.9, "decay": 0.01, "beta1": 0, "beta2": 0.99, "epsilon": 1e-8},
        {"learningRate": 0.02, "beta": 0.7, "decay": 0.1, "beta1": 0, "beta2": 0.999, "epsilon": 1e-3},
    ):
        yield "scheduleFree", options, lambda p: ScheduleFree(p, **options)


result = {
    "runs": [
        {"problem": problem, "optimizer": name, "options": options, "trajectory": trajectory(problem, make, kept=KEPT, evaluated=lambda made: made.evaluated())}
        for problem in PROBLEMS
        for name, options, make in runs_of(problem)
    ],
}
(HERE / "averages.json").write_text(json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n")
for run in result["runs"]:
    print(run["problem"], run["optimizer"], run["options"], "loss", run["trajectory"][-1]["loss"])
