"""The problems that optimizers descend on, by PyTorch in float64, and what is kept of a run."""

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

TENTHS = range(10, 101, 10)

PROBLEMS = {
    "ravine": {
        "loss": "½(x² + 20y²)",
        "start": {"x": -3.0, "y": 1.5},
    },
    "rosenbrock": {
        "loss": "(1 − x)² + 100(y − x²)²",
        "start": {"x": -1.2, "y": 1.0},
    },
    "network": {
        "loss": "mean over all elements of (tanh(input·w1 + b1)·w2 + b2 − target)²",
        "input": [[0.5, -1.0, 0.25], [1.5, 0.75, -0.5], [-0.25, 0.5, 1.0], [-1.0, -0.75, 0.5], [0.0, 1.25, -1.5]],
        "target": [[0.5, -0.5], [-1.0, 0.25], [0.75, 1.0], [0.0, -0.25], [-0.5, 0.5]],
        "start": {
            "w1": [[0.4, -0.3, 0.2, 0.1], [-0.5, 0.6, 0.1, -0.2], [0.3, 0.2, -0.4, 0.5]],
            "b1": [0.1, -0.1, 0.05, 0.0],
            "w2": [[0.3, -0.6], [0.5, 0.2], [-0.4, 0.1], [0.2, 0.7]],
            "b2": [0.0, 0.1],
        },
    },
}


def ravine(p):
    return 0.5 * (p["x"] ** 2 + 20 * p["y"] ** 2)


def rosenbrock(p):
    return (1 - p["x"]) ** 2 + 100 * (p["y"] - p["x"] ** 2) ** 2


def network(p):
    x, target = (torch.tensor(PROBLEMS["network"][name]) for name in ("input", "target"))
    return torch.mean((torch.tanh(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"] - target) ** 2)


LOSSES = {"ravine": ravine, "rosenbrock": rosenbrock, "network": network}


def trajectory(problem, make, schedule=None, kept=TENTHS, evaluated=None):
    """Where an optimizer of parameters is after the steps that are kept, and what it has for evaluation, if that is told."""
    parameters = {name: torch.tensor(value, requires_grad=True) for name, value in PROBLEMS[problem]["start"].items()}
    optimizer = make(list(parameters.values()))
    scheduler = schedule and schedule(optimizer)
    loss_of = LOSSES[problem]
    points = []
    for step in range(1, max(kept) + 1):
        optimizer.zero_grad()
        loss = loss_of(parameters)
        loss.backward()
        optimizer.step()
        if scheduler:
            scheduler.step()
        if step in kept:
            values = {name: value.detach().tolist() for name, value in parameters.items()}
            points.append({"step": step, "loss": loss_of(parameters).item(), "parameters": values})
            if evaluated:
                points[-1]["evaluated"] = dict(zip(parameters, (value.tolist() for value in evaluated(optimizer))))
    return points
