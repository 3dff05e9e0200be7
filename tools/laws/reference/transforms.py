"""Trajectories of gradient descent behind a transform of its gradients, over 100 steps. Writes transforms.json.

By PyTorch in float64 where it has the rule: momentum with the rate outside is descent behind `trace`, and
clip_grad_value_ is `clipByValue`. What its clip_grad_norm_ divides by is not the norm but 1e-6 more, and it has neither
running means, nor centralization, nor clipping by units: these are the formulas below, written from the publications.
"""

import json
from pathlib import Path

import torch

from problems import PROBLEMS, trajectory

HERE = Path(__file__).resolve().parent
STEPS = 100
KEPT = [1, 2, 3, *range(10, STEPS + 1, 10)]


class Behind(torch.optim.SGD):
    """Descends by what a transform makes of each gradient and of a memory for it."""

    def __init__(self, parameters, rate, transform):
        super().__init__(parameters, lr=rate, foreach=False)
        self.transform = transform
        self.memories = [{} for _ in parameters]

    def step(self):
        (group,) = self.param_groups
        for parameter, memory in zip(group["params"], self.memories):
            parameter.grad = self.transform(parameter.grad, memory)
        super().step()


def ema(decay, debias):
    def transform(g, memory):
        memory["t"] = memory.get("t", 0) + 1
        memory["m"] = decay * memory.get("m", 0) + (1 - decay) * g
        return memory["m"] / (1 - decay ** memory["t"]) if debias else memory["m"]

    return transform


def clip_by_norm(limit):
    return lambda g, _: g if g.norm() <= limit else g * (limit / g.norm())


def centralize(g, _):
    return g - g.mean(tuple(range(g.ndim - 1)), keepdim=True) if g.ndim > 1 else g


class ClippedByValue(torch.optim.SGD):
    def __init__(self, parameters, rate, limit):
        super().__init__(parameters, lr=rate, foreach=False)
        self.limit = limit

    def step(self):
        torch.nn.utils.clip_grad_value_(self.param_groups[0]["params"], self.limit)
        super().step()


class ClippedAdaptively(torch.optim.SGD):
    """Holds the norm of each unit's gradient to a part of the unit's own; a vector is one unit."""

    def __init__(self, parameters, rate, limit, epsilon):
        super().__init__(parameters, lr=rate, foreach=False)
        self.limit, self.epsilon = limit, epsilon

    def step(self):
        for parameter in self.param_groups[0]["params"]:
            columns = (t.reshape(-1, t.shape[-1] if t.ndim > 1 else 1).T for t in (parameter.detach(), parameter.grad))
            for unit, g in zip(*columns):
                most = self.limit * max(unit.norm().item(), self.epsilon)
                if g.norm() > most:
                    g *= most / g.norm()
        super().step()


def cosine(optimizer):
    return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=STEPS)


def runs_of(problem):
    """The name, the options here, what makes it there, and its schedule."""
    rate = {"ravine": 0.02, "rosenbrock": 2e-4, "network": 0.05}[problem]
    for decay, nesterov, schedule in ((0.9, False, cosine), (0.5, False, None), (0.9, True, cosine), (0.5, True, None)):
        settings = {"lr": rate, "momentum": decay, "nesterov": nesterov, "foreach": False}
        options = {"learningRate": rate, "decay": decay, "nesterov": nesterov}
        yield "trace", options, lambda p: torch.optim.SGD(p, **settings), schedule
    for decay, debias in ((0.9, True), (0.8, False)):
        yield "ema", {"learningRate": rate, "decay": decay, "debias": debias}, lambda p: Behind(p, rate, ema(decay, debias)), None
    rate = {"ravine": 0.05, "rosenbrock": 1e-3, "network": 0.1}[problem]
    large, small = {"ravine": (20, 0.5), "rosenbrock": (50, 5), "network": (0.25, 0.05)}[problem]
    for limit in (large, small):
        options = {"learningRate": rate, "limit": limit}
        yield "clipByValue", options, lambda p: ClippedByValue(p, rate, limit), None
        yield "clipByNorm", options, lambda p: Behind(p, rate, clip_by_norm(limit)), None
    for limit, epsilon in {"ravine": ((10, 1e-3), (0.5, 2.0)), "rosenbrock": ((20, 1e-3), (4, 0.5)), "network": ((0.05, 1e-3), (0.02, 0.1))}[problem]:
        options = {"learningRate": rate, "limit": limit, "epsilon": epsilon}
        yield "clipAdaptively", options, lambda p: ClippedAdaptively(p, rate, limit, epsilon), None
    if problem == "network":
        for rate in (0.1, 0.3):
            yield "centralize", {"learningRate": rate}, lambda p: Behind(p, rate, centralize), None


def scheduled(options, schedule):
    return {**options, "schedule": {"cosine": STEPS}} if schedule else options


result = {
    "runs": [
        {"problem": problem, "optimizer": name, "options": scheduled(options, schedule), "trajectory": trajectory(problem, make, schedule, KEPT)}
        for problem in PROBLEMS
        for name, options, make, schedule in runs_of(problem)
    ],
}
(HERE / "transforms.json").write_text(json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n")
for run in result["runs"]:
    print(run["problem"], run["optimizer"], run["options"], "loss", run["trajectory"][-1]["loss"])
