"""Models as PyTorch exports them to ONNX, with their outputs, and the losses of a few steps of descent.

Run: python3 onnx-models.py > onnx-models.json
"""

import base64
import io
import json
import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore")
torch.backends.mha.set_fastpath_enabled(False)


class Sequence(nn.Module):
    """The last output of an LSTM, through a linear head."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(5, 6, batch_first=True)
        self.head = nn.Linear(6, 2)

    def forward(self, x):
        output, _ = self.lstm(x)
        return self.head(output[:, -1])


class Encoder(nn.Module):
    """Two blocks of PyTorch over embedded words with learned positions, and a head for each word."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(11, 8)
        self.positions = nn.Embedding(7, 8)
        block = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.1, batch_first=True, norm_first=True, activation="gelu")
        self.blocks = nn.TransformerEncoder(block, 2, enable_nested_tensor=False)
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        at = torch.arange(x.shape[1])
        return self.head(self.blocks(self.words(x) + self.positions(at)))


class Block(nn.Module):
    """Attention to the words before, and two layers."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.LayerNorm(8), nn.LayerNorm(8)
        self.qkv, self.out = nn.Linear(8, 24), nn.Linear(8, 8)
        self.wide, self.narrow = nn.Linear(8, 16), nn.Linear(16, 8)

    def forward(self, x):
        batch, time, width = x.shape
        q, k, v = (part.view(batch, time, 2, 4).transpose(1, 2) for part in self.qkv(self.first(x)).chunk(3, -1))
        scores = q @ k.transpose(-2, -1) / 2
        hidden = torch.ones(time, time, dtype=torch.bool).triu(1)
        weights = scores.masked_fill(hidden, float("-inf")).softmax(-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(batch, time, width))
        return x + self.narrow(nn.functional.gelu(self.wide(self.second(x))))


class Decoder(nn.Module):
    """Two blocks over embedded words with learned positions, and a head for each word."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(11, 8)
        self.positions = nn.Embedding(7, 8)
        self.blocks = nn.Sequential(Block(), Block())
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        at = torch.arange(x.shape[1])
        return self.head(self.blocks(self.words(x) + self.positions(at)))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(6, 3),
    )


def mlp():
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 3))


# Name, model, sizes of examples (of a batch of two), names of open axes, prefix of the head's weights, kind of the input.
MODELS = [
    ("mlp", mlp, (4,), {0: "batch"}, "4.", "floats"),
    ("cnn", cnn, (1, 8, 8), {0: "batch"}, "10.", "floats"),
    ("lstm", Sequence, (5, 5), {0: "batch", 1: "time"}, "head.", "floats"),
    ("encoder", Encoder, (6,), {0: "batch"}, "head.", "words"),
    ("decoder", Decoder, (6,), {0: "batch", 1: "time"}, "head.", "words"),
]


def example(sizes, kind, batch, seed):
    generator = torch.Generator().manual_seed(seed)
    if kind == "words":
        return torch.randint(0, 11, (batch, *sizes), generator=generator)
    return torch.randn((batch, *sizes), generator=generator)


def losses(make, state, names, x, target):
    """Mean squared errors of five steps of descent by which only some weights change."""
    model = make()
    model.load_state_dict(state)
    model.eval()
    for name, weight in model.named_parameters():
        weight.requires_grad_(name in names)
    optimizer = torch.optim.SGD([w for w in model.parameters() if w.requires_grad], lr=0.1)
    found = []
    for _ in range(5):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), target)
        loss.backward()
        found.append(loss.item())
        optimizer.step()
    return found


def numbers(value):
    return {"shape": list(value.shape), "data": value.flatten().tolist()}


def row(name, make, sizes, axes, head, kind):
    torch.manual_seed(3)
    model = make()
    # Equal weights would become one.
    for key, weight in model.named_parameters():
        nn.init.normal_(weight, 1.0 if "norm" in key and "weight" in key else 0.0, 0.3)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.running_mean, std=0.2)
            nn.init.uniform_(module.running_var, 0.5, 2)
            nn.init.normal_(module.weight, 1, 0.2)
    model.eval()
    state = {key: value.clone() for key, value in model.state_dict().items()}
    x = example(sizes, kind, 2, 1)
    file = io.BytesIO()
    outputs = {axis: word for axis, word in axes.items() if name != "lstm" or axis == 0}
    torch.onnx.export(model, (x,), file, input_names=["x"], output_names=["y"], opset_version=18, dynamo=False,
                      training=torch.onnx.TrainingMode.PRESERVE, dynamic_axes={"x": axes, "y": outputs})  # fmt: skip
    cases = []
    for batch, shorter in ((2, 0), (3, 1), (1, 2)):
        given = example((sizes[0] - shorter, *sizes[1:]) if 1 in axes else sizes, kind, batch, 10 + batch)
        with torch.no_grad():
            cases.append({"x": numbers(given), "y": numbers(model(given))})
    with torch.no_grad():
        target = torch.randn(model(x).shape, generator=torch.Generator().manual_seed(5))
    every = [key for key, _ in model.named_parameters()]
    heads = [key for key in every if key.startswith(head)]
    return {
        "name": name,
        "onnx": base64.b64encode(file.getvalue()).decode(),
        "weights": every,
        "head": heads,
        "cases": cases,
        "training": {"x": numbers(x), "target": numbers(target)},
        "losses": {"all": losses(make, state, every, x, target), "head": losses(make, state, heads, x, target)},
    }


print(json.dumps([row(*each) for each in MODELS], separators=(",", ":")))
