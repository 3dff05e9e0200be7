"""Trajectories of the optimizers that keep moments, or signs of gradients, over 100 steps. Writes moments.json.

By PyTorch in float64, but for Lion, which it lacks: its rule is written here in NumPy, from Chen et al., "Symbolic
Discovery of Optimization Algorithms", 2023, algorithm 2, on PyTorch's gradients.

A sign is a matter of rounding where its argument is near zero. So the runs of Lion and Rprop end with the last step
before that happens.
"""

import json
from pathlib import Path

import numpy as np
import torch

from problems import PROBLEMS, trajectory

HERE = Path(__file__).resolve().parent
STEPS = 100
KEPT = [1, 2, 3, *range(10, STEPS + 1, 10)]
# Near enough that float32 might have another sign.
NEAR_ZERO = {"ravine": 1e-3, "rosenbrock": 1e-3, "network": 1e-5}


def betas(options):
    return {
        "lr": options["learningRate"],
        "betas": (options["beta1"], options["beta2"]),
        "eps": options["epsilon"],
        "foreach": False,
    }


def adamw(options):
    return lambda p: torch.optim.AdamW(p, weight_decay=options["decay"], **betas(options))


def amsgrad(options):
    return lambda p: torch.optim.Adam(p, amsgrad=True, **betas(options))


def adamax(options):
    return lambda p: torch.optim.Adamax(p, **betas(options))


def nadam(options):
    return lambda p: torch.optim.NAdam(p, momentum_decay=options["momentumDecay"], **betas(options))


def radam(options):
    return lambda p: torch.optim.RAdam(p, **betas(options))


class Lion:
    def __init__(self, parameters, options):
        self.parameters, self.options = parameters, options
        self.memory = [np.zeros(p.shape) for p in parameters]
        self.arguments = []

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    def step(self):
        rate, b1, b2, decay = (self.options[name] for name in ("learningRate", "beta1", "beta2", "decay"))
        nearest = np.inf
        for i, p in enumerate(self.parameters):
            g, theta, m = p.grad.numpy(), p.detach().numpy(), self.memory[i]
            c = b1 * m + (1 - b1) * g
            nearest = min(nearest, np.abs(c).min())
            p.data = torch.tensor(theta - rate * (np.sign(c) + decay * theta))
            self.memory[i] = b2 * m + (1 - b2) * g
        self.arguments.append(nearest)


class Rprop(torch.optim.Rprop):
    def __init__(self, parameters, options):
        etas, sizes = (options["shrink"], options["grow"]), (options["least"], options["most"])
        super().__init__(parameters, lr=options["learningRate"], etas=etas, step_sizes=sizes, foreach=False)
        self.arguments = []

    def step(self):
        self.arguments.append(min(p.grad.abs().min().item() for p in self.param_groups[0]["params"]))
        super().step()


def lion(options):
    return lambda p: Lion(p, options)


def rprop(options):
    return lambda p: Rprop(p, options)


def kept_steps(problem, make):
    """The steps to keep; of a rule that takes signs, those before an argument comes near zero, and the last of them."""
    made = []
    trajectory(problem, lambda p: made.append(make(p)) or made[0], kept=[STEPS])
    arguments = getattr(made[0], "arguments", [np.inf])
    if min(arguments) > NEAR_ZERO[problem]:
        return KEPT
    last = next(step for step, argument in enumerate(arguments) if argument <= NEAR_ZERO[problem])
    return sorted({step for step in KEPT if step < last} | {last})


def run(problem, name, make, options):
    points = trajectory(problem, make(options), kept=kept_steps(problem, make(options)))
    return {"problem": problem, "optimizer": name, "options": options, "trajectory": points}


def moments(learning_rate, beta1, beta2, epsilon, **others):
    return {"learningRate": learning_rate, "beta1": beta1, "beta2": beta2, "epsilon": epsilon, **others}


# RAdam's first five steps are as long as the mean gradient, which is large on Rosenbrock's function.
RADAM = {
    "ravine": [moments(0.02, 0.9, 0.999, 1e-8), moments(0.03, 0.8, 0.99, 1e-4)],
    "rosenbrock": [moments(1e-3, 0.9, 0.999, 1e-8), moments(5e-4, 0.8, 0.9, 1e-4)],
    "network": [moments(0.1, 0.9, 0.999, 1e-8), moments(0.03, 0.8, 0.6, 1e-4)],
}
PLAIN = [moments(0.1, 0.9, 0.999, 1e-8), moments(0.03, 0.8, 0.99, 1e-4)]
OPTIMIZERS = {
    "adamw": (
        adamw,
        [moments(0.1, 0.9, 0.999, 1e-8, decay=0.01), moments(0.03, 0.8, 0.99, 1e-4, decay=0.3)],
    ),
    "amsgrad": (amsgrad, PLAIN),
    "adamax": (adamax, PLAIN),
    "nadam": (
        nadam,
        [moments(0.1, 0.9, 0.999, 1e-8, momentumDecay=0.004), moments(0.03, 0.8, 0.99, 1e-4, momentumDecay=0.5)],
    ),
    "radam": (radam, RADAM),
    "lion": (
        lion,
        [
            {"learningRate": 0.06, "beta1": 0.9, "beta2": 0.99, "decay": 0},
            {"learningRate": 0.03, "beta1": 0.8, "beta2": 0.95, "decay": 0.2},
        ],
    ),
    "rprop": (
        rprop,
        [
            {"learningRate": 0.01, "grow": 1.2, "shrink": 0.5, "least": 1e-6, "most": 50},
            {"learningRate": 0.03, "grow": 1.3, "shrink": 0.4, "least": 0.01, "most": 0.1},
        ],
    ),
}

result = {
    "runs": [
        run(problem, name, make, options)
        for problem in PROBLEMS
        for name, (make, settings) in OPTIMIZERS.items()
        for options in (settings[problem] if isinstance(settings, dict) else settings)
    ],
}
(HERE / "moments.json").write_text(json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n")
for entry in result["runs"]:
    end = entry["trajectory"][-1]
    print(entry["problem"], entry["optimizer"], entry["options"], "to step", end["step"], "loss", end["loss"])
