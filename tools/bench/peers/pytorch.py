"""PyTorch as a peer: lines of JSON in, lines of JSON out; it times itself. See peer-process.ts for the format."""

import json
import math
import os
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)
# Moments that decay below the smallest normal number cost the others time, and would cost it too.
torch.set_flush_denormal(True)

BATCHES = 20
WARM_UP_MS = 400


def uniforms(seed, shape, low=0.0, high=1.0):
    """The numbers of seeded.ts."""
    bits = 0xFFFFFFFF
    h = (torch.arange(math.prod(shape), dtype=torch.int64) + seed * 0x9E3779B9) & bits
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & bits
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & bits
    u = ((h ^ (h >> 16)) >> 8).double() / 2**24
    return (low + (high - low) * u).float().reshape(shape)


def layers_of(sizes):
    layers = []
    for number, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layer = nn.Linear(inputs, outputs)
        limit = math.sqrt(6 / inputs)
        with torch.no_grad():
            layer.weight.copy_(uniforms(1000 + number, (inputs, outputs), -limit, limit).T)
            layer.bias.zero_()
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class ImageNetwork(nn.Module):
    """Convolutions of 3×3 with what the workload says, and a dense layer; all as image-network.ts has it."""

    def __init__(self, workload):
        super().__init__()
        self.averaged = workload["averaged"]
        layers, channels, size = [], 1, 28
        for number, layer in enumerate(workload["layers"]):
            same, filters = layer["padding"] == "same", layer["filters"]
            conv = nn.Conv2d(channels, filters, 3, padding=1 if same else 0)
            limit = math.sqrt(6 / (9 * channels))
            with torch.no_grad():
                conv.weight.copy_(uniforms(1000 + number, (3, 3, channels, filters), -limit, limit).permute(3, 2, 0, 1))
                conv.bias.zero_()
            layers += [conv] + [nn.BatchNorm2d(filters)] * layer["normalized"] + [nn.ReLU()]
            layers += [nn.MaxPool2d(2)] * layer["pooled"]
            size = (size if same else size - 2) // (2 if layer["pooled"] else 1)
            channels = filters
        self.body = nn.Sequential(*layers)
        inputs = channels if self.averaged else size * size * channels
        self.head = nn.Linear(inputs, 10)
        limit = math.sqrt(6 / inputs)
        weight = uniforms(1000 + len(workload["layers"]), (inputs, 10), -limit, limit).T
        if not self.averaged:  # ours are flattened with channels last
            weight = weight.reshape(10, size, size, channels).permute(0, 3, 1, 2).reshape(10, -1)
        with torch.no_grad():
            self.head.weight.copy_(weight)
            self.head.bias.zero_()

    def forward(self, images):
        a = self.body(images.reshape(-1, 1, 28, 28))
        return self.head(a.mean((2, 3)) if self.averaged else a.flatten(1))


def model_of(workload):
    return ImageNetwork(workload) if workload["kind"] == "images" else layers_of(workload["sizes"])


def network(workload, **adam):
    model, batch = model_of(workload), workload["batch"]
    pixels = 784 if workload["kind"] == "images" else workload["sizes"][0]
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, **adam)
    images = [uniforms(index, (batch, pixels)) for index in range(BATCHES)]
    digits = [(7 * torch.arange(batch) + index) % 10 for index in range(BATCHES)]
    at = 0

    def run():
        nonlocal at
        loss = nn.functional.cross_entropy(model(images[at % BATCHES]), digits[at % BATCHES])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        at += 1
        return loss.item()

    return run


def fastest_network(workload):
    """Returns the fastest of PyTorch's forms of Adam, which depends on the sizes."""
    forms = [{"foreach": False}, {"foreach": True}, {"fused": True}]
    times = []
    for form in forms:
        run = network(workload, **form)
        microseconds(run, 100)
        times.append(min(microseconds(run, 100) for _ in range(2)))
    return network(workload, **forms[times.index(min(times))])


def prediction(workload):
    model = layers_of(workload["sizes"]).eval()
    images = [uniforms(index, (workload["batch"], workload["sizes"][0])) for index in range(BATCHES)]
    at = 0

    def run():
        nonlocal at
        at += 1
        with torch.inference_mode():
            return model(images[(at - 1) % BATCHES])[0, 0].item()

    return run


def product(workload):
    shape = (workload["size"], workload["size"])
    lefts = [uniforms(index, shape, -1, 1) for index in range(BATCHES)]
    right = uniforms(1000, shape, -1, 1)
    at = 0

    def run():
        nonlocal at
        at += 1
        with torch.inference_mode():
            return torch.mm(lefts[(at - 1) % BATCHES], right)[0, 0].item()

    return run


def batched_product(workload):
    matrices, (rows, inner, columns) = workload["matrices"], workload["sizes"]
    lefts = [uniforms(index, (matrices, rows, inner), -1, 1) for index in range(BATCHES)]
    right = uniforms(1000, (matrices, inner, columns), -1, 1)
    at = 0

    def run():
        nonlocal at
        at += 1
        with torch.inference_mode():
            return torch.bmm(lefts[(at - 1) % BATCHES], right)[0, 0, 0].item()

    return run


def circuit(_):
    y = torch.tensor(5.0, requires_grad=True)
    z = torch.tensor(-4.0, requires_grad=True)
    at = 0

    def run():
        nonlocal at
        x = torch.tensor(at % 100 - 2.0, requires_grad=True)
        at += 1
        f = (x + y) * z
        torch.autograd.grad(f, (x, y, z))
        return f.item()

    return run


def microseconds(run, slice_ms):
    """Calls for about slice_ms, in groups of growing size, so that short calls are not timed one by one."""
    start = time.perf_counter()
    elapsed, calls, group = 0.0, 0, 1
    while elapsed < slice_ms:
        most = 1 if calls == 0 else max(1, math.ceil(calls * (slice_ms - elapsed) / elapsed))
        count = min(group, most)
        for _ in range(count):
            run()
        calls += count
        elapsed = 1000 * (time.perf_counter() - start)
        group *= 2
    return 1000 * elapsed / calls


def blas():
    """Returns the file names of the loaded BLAS; libblas.so.3 may be a link to any."""
    with open("/proc/self/maps", encoding="utf8") as maps:
        paths = {os.path.realpath(line.split()[-1]) for line in maps if "blas" in line or "mkl_rt" in line}
    names = sorted(os.path.basename(path) for path in paths)
    return ", ".join([name for name in names if "openblas" in name or "mkl" in name] or names) or "unknown"


def main():
    run = None
    for line in sys.stdin:
        request = json.loads(line)
        if "prepare" in request:
            workload = request["prepare"]
            kinds = {
                "network": fastest_network,
                "images": fastest_network,
                "prediction": prediction,
                "product": product,
                "batched product": batched_product,
                "circuit": circuit,
            }
            run = kinds[workload["kind"]](workload)
            run()
            run()
            check = run()
            microseconds(run, WARM_UP_MS)
            answer = {"check": check, "runsOn": f"PyTorch {torch.__version__}, BLAS {blas()}"}
        else:
            answer = {"microseconds": microseconds(run, request["measure"])}
        print(json.dumps(answer), flush=True)


main()
