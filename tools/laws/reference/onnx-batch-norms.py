"""A convolution with a batch norm as PyTorch exports it to ONNX, for predictions and for training, and steps of descent in training.

Run: python3 onnx-batch-norms.py > onnx-batch-norms.json
"""

import base64
import copy
import io
import json
import warnings

import onnx
import torch
from onnx import numpy_helper
from torch import nn

warnings.filterwarnings("ignore")


def exported(net, x, training):
    exporting = copy.deepcopy(net)
    file = io.BytesIO()
    torch.onnx.export(
        exporting, (x,), file, input_names=["x"], output_names=["y"], opset_version=18, dynamo=False, training=training,
        do_constant_folding=False, dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}},
    )
    # In training mode, the export itself moves the running statistics.
    model = onnx.load_model_from_string(file.getvalue())
    for stored in model.graph.initializer:
        if stored.name.startswith("1.running"):
            stored.CopyFrom(numpy_helper.from_array(net.state_dict()[stored.name].numpy(), stored.name))
    return base64.b64encode(model.SerializeToString()).decode()


def numbers(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().double().flatten().tolist()}


def main():
    torch.manual_seed(11)
    net = nn.Sequential(nn.Conv2d(2, 3, 2), nn.BatchNorm2d(3, momentum=0.3, eps=1e-3), nn.ReLU(), nn.Flatten(), nn.Linear(12, 2))
    with torch.no_grad():
        net[1].weight.uniform_(0.5, 1.5)
        net[1].bias.uniform_(-0.5, 0.5)
        net[1].running_mean.uniform_(-0.5, 0.5)
        net[1].running_var.uniform_(0.5, 1.5)
    batches = [(torch.randn(5, 2, 3, 3), torch.randn(5, 2)) for _ in range(4)]
    mode = torch.onnx.TrainingMode
    files = {
        "predicting": exported(copy.deepcopy(net).eval(), batches[0][0], mode.PRESERVE),
        "training": exported(copy.deepcopy(net).train(), batches[0][0], mode.TRAINING),
    }
    net.train()
    steps = []
    for x, target in batches:
        y = net(x)
        loss = ((y - target) ** 2).mean()
        net.zero_grad()
        loss.backward()
        norm = net[1]
        steps.append({
            "x": numbers(x), "target": numbers(target), "loss": loss.item(),
            "gradients": {name: numbers(weight.grad) for name, weight in net.named_parameters()},
            "mean": numbers(norm.running_mean), "variance": numbers(norm.running_var),
        })
        with torch.no_grad():
            for weight in net.parameters():
                weight -= 0.1 * weight.grad
    net.eval()
    print(json.dumps({"files": files, "steps": steps, "last": numbers(net(batches[0][0]))}))


main()
