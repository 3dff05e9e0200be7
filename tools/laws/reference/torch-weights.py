"""State dicts of PyTorch's models in safetensors files, with outputs. Writes torch-weights.json.

A row: { name, file, input: { shape, data }, output: { shape, data } }. The file is in base64. Inputs and outputs have PyTorch's
order of axes: channels first. Statistics and affine parameters of norms are moved away from 0 and 1 before.
"""

import base64
import json
from pathlib import Path

import safetensors.torch
import torch
from torch import nn

HERE = Path(__file__).resolve().parent
rows = []


def plain(tensor):
    # The shortest digits that give the same float32.
    return {"shape": list(tensor.shape), "data": [json.loads(str(number)) for number in tensor.reshape(-1).numpy()]}


def row(name, model, given):
    for module in model.modules():
        if isinstance(module, (nn.modules.batchnorm._BatchNorm, nn.LayerNorm, nn.GroupNorm)):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            nn.init.uniform_(module.running_mean, -0.3, 0.3)
            nn.init.uniform_(module.running_var, 0.3, 2.0)
    model.eval()
    with torch.no_grad():
        output = model(given)
    file = safetensors.torch.save(model.state_dict(), {"format": "pt"})
    entry = {"name": name, "file": base64.b64encode(file).decode(), "input": plain(given), "output": plain(output)}
    rows.append(entry)


torch.manual_seed(23)
row(
    "a convolutional network",
    nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 12, (3, 2), stride=2, groups=2, bias=False),
        nn.BatchNorm2d(12),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(12 * 2 * 3, 10),
    ),
    torch.randn(5, 3, 12, 12),
)


class Transformer(nn.Module):
    def __init__(self, norm_first):
        super().__init__()
        self.embed = nn.Embedding(17, 16)
        self.position = nn.Parameter(torch.randn(1, 9, 16) / 4)
        layer = nn.TransformerEncoderLayer(16, 2, 24, batch_first=True, norm_first=norm_first)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        for parameter in self.encoder.parameters():
            nn.init.normal_(parameter, std=0.3)
        self.norm = nn.LayerNorm(16)
        self.head = nn.Linear(16, 17)

    def forward(self, words):
        x = self.embed(words) + self.position[:, : words.shape[1]]
        hidden = nn.Transformer.generate_square_subsequent_mask(words.shape[1])
        return self.head(self.norm(self.encoder(x, mask=hidden, is_causal=True)))


row("a transformer, norm first", Transformer(True), torch.randint(0, 17, (3, 7)))
row("a transformer, norm last", Transformer(False), torch.randint(0, 17, (2, 9)))


class Sequences(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 3, num_layers=2, batch_first=True)
        self.gru = nn.GRU(3, 3, bidirectional=True, batch_first=True)
        self.window = nn.Conv1d(6, 5, 2)
        self.norm = nn.BatchNorm1d(5 * 6)
        self.out = nn.Linear(5 * 6, 4)

    def forward(self, x):
        x = self.gru(self.lstm(x)[0])[0]
        x = torch.tanh(self.window(x.transpose(1, 2)))
        return self.out(self.norm(x.flatten(1)))


row("recurrent layers", Sequences(), torch.randn(3, 7, 4))

row(
    "a decoder",
    nn.Sequential(
        nn.Linear(6, 4 * 3 * 2),
        nn.BatchNorm1d(4 * 3 * 2),
        nn.PReLU(),
        nn.Unflatten(1, (4, 3, 2)),
        nn.ConvTranspose2d(4, 4, 3, stride=2, groups=2),
        nn.GroupNorm(2, 4),
        nn.PReLU(4),
        nn.ConvTranspose2d(4, 4, (2, 3)),
    ),
    torch.randn(3, 6),
)

(HERE / "torch-weights.json").write_text(json.dumps(rows) + "\n")
