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


class Transformer(nn.Module):
    """Embeddings, learned positions, blocks, a norm and a dense layer; all as transformer-network.ts has it."""

    def __init__(self, workload):
        super().__init__()
        width, kinds, self.length = workload["width"], workload["kinds"], workload["length"]
        layer = [0]

        def weights(inputs, outputs):
            limit = math.sqrt(6 / inputs)
            layer[0] += 1
            return uniforms(1000 + layer[0] - 1, (inputs, outputs), -limit, limit)

        self.embedding = nn.Embedding(kinds, width, _weight=weights(kinds, width))
        self.positions = nn.Parameter(weights(self.length, width))
        block = {"dropout": 0.0, "batch_first": True, "norm_first": True}
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(width, workload["heads"], 4 * width, **block) for _ in range(workload["blocks"])
        )
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, kinds)
        self.mask = nn.Transformer.generate_square_subsequent_mask(self.length)
        with torch.no_grad():
            for each in self.blocks:
                attention = each.self_attn
                attention.in_proj_weight.copy_(torch.cat([weights(width, width).T for _ in range(3)]))
                for linear in [attention.out_proj, each.linear1, each.linear2]:
                    linear.weight.copy_(weights(linear.in_features, linear.out_features).T)
                    linear.bias.zero_()
                attention.in_proj_bias.zero_()
            self.head.weight.copy_(weights(width, kinds).T)
            self.head.bias.zero_()

    def forward(self, text):
        a = self.embedding(text) + self.positions
        for block in self.blocks:
            a = block(a, src_mask=self.mask, is_causal=True)
        return self.head(self.norm(a)).flatten(0, 1)


def text_batches(workload):
    batch, length, kinds = workload["batch"], workload["length"], workload["kinds"]
    batches = [uniforms(index, (batch, length + 1), 0, kinds).int().long() for index in range(BATCHES)]
    return [text[:, :-1].contiguous() for text in batches], [text[:, 1:].flatten() for text in batches]


def image_batches(workload):
    batch = workload["batch"]
    pixels = 784 if workload["kind"] == "images" else workload["sizes"][0]
    images = [uniforms(index, (batch, pixels)) for index in range(BATCHES)]
    return images, [(7 * torch.arange(batch) + index) % 10 for index in range(BATCHES)]


def model_of(workload):
    if workload["kind"] == "transformer":
        return Transformer(workload)
    return ImageNetwork(workload) if workload["kind"] == "images" else layers_of(workload["sizes"])


def classifier(model, optimizer, inputs, labels):
    """Takes a step over one batch after another, by a cross-entropy; returns the loss."""
    at = 0

    def run():
        nonlocal at
        loss = nn.functional.cross_entropy(model(inputs[at % BATCHES]), labels[at % BATCHES])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        at += 1
        return loss.item()

    return run


def network(workload, **adam):
    model = model_of(workload)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, **adam)
    inputs, labels = text_batches(workload) if workload["kind"] == "transformer" else image_batches(workload)
    return classifier(model, optimizer, inputs, labels)


class EmbeddingNetwork(nn.Module):
    """A table and a dense layer over its rows; the gradient of the table has the rows of the batch only."""

    def __init__(self, workload):
        super().__init__()
        height, width, classes = workload["height"], workload["width"], workload["classes"]
        self.table = nn.Embedding(height, width, sparse=True, _weight=uniforms(1000, (height, width), -1, 1))
        self.head = nn.Linear(width, classes)
        limit = math.sqrt(6 / width)
        with torch.no_grad():
            self.head.weight.copy_(uniforms(1001, (width, classes), -limit, limit).T)
            self.head.bias.zero_()

    def forward(self, rows):
        return self.head(self.table(rows))


def embedding(workload):
    model, batch = EmbeddingNetwork(workload), workload["batch"]
    optimizer = torch.optim.Adagrad(model.parameters(), lr=0.05)
    rows = [uniforms(index, (batch,), 0, workload["height"]).int().long() for index in range(BATCHES)]
    labels = [(7 * torch.arange(batch) + index) % workload["classes"] for index in range(BATCHES)]
    return classifier(model, optimizer, rows, labels)


def recurrent(workload, **adam):
    """A layer over whole sequences; over events, of one step each, its carry is kept and detached."""
    kind = {"gru": nn.GRU, "lstm": nn.LSTM}[workload["layer"]]
    inputs, units = workload["inputs"], workload["units"]
    layer = kind(inputs, units, batch_first=True)
    limit = 1 / math.sqrt(units)
    with torch.no_grad():
        for seed, (weight, rows) in enumerate([(layer.weight_ih_l0, inputs), (layer.weight_hh_l0, units)]):
            weight.copy_(uniforms(1000 + seed, (rows, weight.shape[0]), -limit, limit).T)
        layer.bias_ih_l0.zero_()
        layer.bias_hh_l0.zero_()
    if workload["kind"] == "events":
        return events(workload, layer, **adam)
    optimizer = torch.optim.Adam(layer.parameters(), lr=1e-3, **adam)
    shape = (workload["batch"], workload["steps"])
    sequences = [uniforms(index, (*shape, inputs), -1, 1) for index in range(BATCHES)]
    targets = [uniforms(100 + index, (*shape, units), -1, 1) for index in range(BATCHES)]
    at = 0

    def run():
        nonlocal at
        loss = nn.functional.mse_loss(layer(sequences[at % BATCHES])[0], targets[at % BATCHES])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        at += 1
        return loss.item()

    return run


def events(workload, layer, **adam):
    """PyTorch's cell, which is faster than its layer for one step."""
    inputs, units = workload["inputs"], workload["units"]
    cell = nn.GRUCell(inputs, units)
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in layer.state_dict().items()})
    optimizer = torch.optim.Adam(cell.parameters(), lr=1e-3, **adam)
    records = [uniforms(index, (1, inputs), -1, 1) for index in range(BATCHES)]
    targets = [uniforms(100 + index, (1, units), -1, 1) for index in range(BATCHES)]
    h = torch.zeros(1, units)
    at = 0

    def run():
        nonlocal at, h
        h = cell(records[at % BATCHES], h)
        loss = nn.functional.mse_loss(h, targets[at % BATCHES])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        h = h.detach()
        at += 1
        return loss.item()

    return run


def fastest(make):
    """Takes the fastest of PyTorch's forms of Adam, which depends on the sizes."""
    forms = [{"foreach": False}, {"foreach": True}, {"fused": True}]

    def prepare(workload):
        times = []
        for form in forms:
            run = make(workload, **form)
            microseconds(run, 100)
            times.append(min(microseconds(run, 100) for _ in range(2)))
        return make(workload, **forms[times.index(min(times))])

    return prepare


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
                "network": fastest(network),
                "images": fastest(network),
                "sequences": fastest(recurrent),
                "events": fastest(recurrent),
                "transformer": fastest(network),
                "embedding": embedding,
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
