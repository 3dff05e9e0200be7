"""Rates of learning rate schedules at their first steps, by PyTorch in float64. Writes schedules.json.

An entry: { schedule, rate, options, rates }, named as here; every rate is first checked against the formula.
"""

import json
import math
from pathlib import Path

import torch
from torch.optim import lr_scheduler

HERE = Path(__file__).resolve().parent
STEPS = 60
torch.set_num_threads(1)


def rates_of(rate, make, steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    scheduler = make(optimizer)
    rates = []
    for step in range(steps):
        if step:
            optimizer.step()
            scheduler.step()
        rates.append(scheduler.get_last_lr()[0])
    return rates


def cosine(rate, final, share):
    return final + (rate - final) * (1 + math.cos(math.pi * share)) / 2


def warm_restarts(rate, taken, steps, multiply, final=0.0):
    while taken >= steps:
        taken, steps = taken - steps, steps * multiply
    return cosine(rate, final, taken / steps)


def one_cycle(rate, taken, steps, warmUp=0.3, start=None, final=None, curve="cosine"):
    start = rate / 25 if start is None else start
    final = start / 1e4 if final is None else final
    peak = warmUp * steps - 1
    low, high, share = (start, rate, taken / peak) if taken <= peak else (rate, final, (taken - peak) / (steps - 1 - peak))
    return cosine(low, high, share) if curve == "cosine" else low + (high - low) * share


def torch_one_cycle(rate, steps, warmUp=0.3, start=None, final=None, curve="cosine"):
    start = rate / 25 if start is None else start
    final = start / 1e4 if final is None else final
    names = {"cosine": "cos", "linear": "linear"}
    return lambda o: lr_scheduler.OneCycleLR(
        o,
        max_lr=rate,
        total_steps=steps,
        pct_start=warmUp,
        anneal_strategy=names[curve],
        div_factor=rate / start,
        final_div_factor=start / final,
        cycle_momentum=False,
    )


def entries():
    """Schedule, first rate, options, PyTorch's, the rate after some steps by its formula, and how many steps."""
    for every, factor in ((7, 0.1), (10, 0.5)):
        make = lambda o: lr_scheduler.StepLR(o, every, factor)
        yield "stepDecay", 0.3, {"every": every, "factor": factor}, make, lambda k: 0.3 * factor ** (k // every), STEPS
    at = [5, 6, 30]
    for factor in (0.1, 0.5):
        make = lambda o: lr_scheduler.MultiStepLR(o, at, factor)
        formula = lambda k: 0.3 * factor ** sum(k >= after for after in at)
        yield "multiStepDecay", 0.3, {"at": at, "factor": factor}, make, formula, STEPS
    for factor in (0.9, 0.99):
        make = lambda o: lr_scheduler.ExponentialLR(o, factor)
        yield "exponentialDecay", 0.3, {"factor": factor}, make, lambda k: 0.3 * factor**k, STEPS
    for steps, power in ((20, 2.0), (40, 0.5)):
        make = lambda o: lr_scheduler.PolynomialLR(o, steps, power)
        formula = lambda k: 0.3 * (1 - min(k, steps) / steps) ** power
        yield "polynomialDecay", 0.3, {"steps": steps, "power": power}, make, formula, STEPS
    make = lambda o: lr_scheduler.LinearLR(o, 1.0, 0.125, 20)
    yield "polynomialDecay", 0.4, {"steps": 20, "final": 0.05}, make, lambda k: 0.4 - 0.35 * min(k, 20) / 20, STEPS
    for steps, multiply, final in ((12, 1, 0.0), (5, 2, 0.01), (2, 3, 0.0)):
        make = lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, steps, multiply, final)
        options = {"steps": steps, "multiply": multiply, "final": final}
        yield "cosineWarmRestarts", 0.3, options, make, lambda k: warm_restarts(0.3, k, steps, multiply, final), STEPS
    for steps, start in ((10, 0.1), (25, 0.025)):
        make = lambda o: lr_scheduler.LinearLR(o, start / 0.4, 1.0, steps)
        formula = lambda k: start + (0.4 - start) * min(k, steps) / steps
        yield "linearWarmUp", 0.4, {"steps": steps, "start": start}, make, formula, STEPS
    for options in (
        {"steps": 40},
        {"steps": 37, "warmUp": 0.25, "start": 0.1, "final": 0.001},
        {"steps": 50, "warmUp": 0.4, "start": 0.05, "final": 0.005, "curve": "linear"},
    ):
        make = torch_one_cycle(0.8, **options)
        yield "oneCycle", 0.8, options, make, lambda k: one_cycle(0.8, k, **options), options["steps"]
    for warm, fall in ((5, 12), (10, 40)):
        parts = lambda o: [lr_scheduler.LinearLR(o, 0.25, 1.0, warm), lr_scheduler.CosineAnnealingLR(o, fall)]
        make = lambda o: lr_scheduler.SequentialLR(o, parts(o), milestones=[warm])
        formula = lambda k: 0.4 * (0.25 + 0.75 * k / warm) if k < warm else cosine(0.4, 0, (k - warm) / fall)
        yield "join", 0.4, {"warmUp": warm, "start": 0.1, "cosine": fall}, make, formula, warm + fall + 1


result = []
for schedule, rate, options, make, formula, steps in entries():
    rates = rates_of(rate, make, steps)
    for taken, found in enumerate(rates):
        assert abs(found - formula(taken)) < 1e-13, (schedule, options, taken, found, formula(taken))
    result.append({"schedule": schedule, "rate": rate, "options": options, "rates": rates})
    print(schedule, rate, options, "last", rates[-1])
text = ",\n".join(json.dumps(entry, allow_nan=False) for entry in result)
(HERE / "schedules.json").write_text(f"[\n{text}\n]\n")
