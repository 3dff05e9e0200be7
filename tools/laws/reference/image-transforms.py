"""Images changed by Pillow and torchvision, with fixed parameters.

Bytes of inputs come from a formula, which the test has, too. Writes
image-transforms.json: rows `{ transform, options, shape, seed, outputShape, output, by }`, outputs in base64.
"""

import base64
import json
import os
import random

import numpy as np
import torch
from PIL import Image
from torchvision.transforms import functional as F
from torchvision.transforms.functional import InterpolationMode

random.seed(2026)
rows = []


def image_of(shape, seed):
    """Values far apart beside values alike, so that edges and plains are met."""
    i = np.arange(np.prod(shape), dtype=np.int64)
    noise = (i * i * 7 + i * seed) % 251
    plain = (i // 5 + seed * 13) % 256
    return np.where((i // 64) % 2 == 0, noise, plain).astype(np.uint8).reshape(shape)


def row(transform, options, shape, output, by, seed):
    data = np.ascontiguousarray(output.astype(np.uint8)).tobytes()
    rows.append(
        {
            "transform": transform,
            "options": options,
            "shape": list(shape),
            "seed": seed,
            "outputShape": list(output.shape),
            "output": base64.b64encode(data).decode(),
            "by": by,
        }
    )


def bands(image, change):
    """Pillow, each channel alone."""
    return np.stack([np.asarray(change(Image.fromarray(image[:, :, c]))) for c in range(image.shape[2])], axis=2)


def tensor_of(image):
    return torch.from_numpy(image.copy()).permute(2, 0, 1)


def array_of(tensor):
    return tensor.permute(1, 2, 0).numpy()


def sizes(most=24):
    return random.choice([(1, 1), (1, 7), (9, 1), (2, 2), (random.randint(3, most), random.randint(3, most))])


CHANNELS = [1, 3, 4]

# Up and down, one axis alone, and far down: sizes 1×1 to 97×64.
RESIZES = [
    ((97, 64), (13, 9)),
    ((64, 97), (9, 13)),
    ((97, 64), (1, 1)),
    ((1, 1), (7, 5)),
    ((33, 32), (33, 11)),
    ((32, 33), (11, 33)),
    ((16, 16), (16, 16)),
    ((10, 10), (21, 19)),
    ((97, 3), (2, 3)),
    ((2, 2), (3, 3)),
]
RESIZES += [(sizes(40), (random.randint(1, 24), random.randint(1, 24))) for _ in range(50)]
for number, ((h, w), (oh, ow)) in enumerate(RESIZES):
    shape = (h, w, CHANNELS[number % 3])
    image = image_of(shape, number)
    resized = bands(image, lambda band: band.resize((ow, oh), Image.BILINEAR))
    row("resize", {"height": oh, "width": ow}, shape, resized, "Pillow", number)
for number, (h, w, shorter) in enumerate([(20, 31, 7), (31, 20, 7), (5, 9, 11), (12, 12, 5)]):
    shape = (h, w, 3)
    output = np.asarray(F.resize(Image.fromarray(image_of(shape, number)), shorter, InterpolationMode.BILINEAR))
    row("resize", {"shorter": shorter}, shape, output, "torchvision on Pillow", number)

# In float64, so that a place is no rounding away from where it should be. The fill is taken off before, and added after:
# torchvision's own weighs the image twice at its edges.
def affine(image, degrees, translate, scale, shear, fill):
    real = tensor_of(image).double() - fill
    moved = F.affine(real, -degrees, translate, scale, shear, InterpolationMode.BILINEAR)
    return array_of(torch.round(moved + fill))


for number in range(50):
    shape = (*sizes(), CHANNELS[number % 3])
    image = image_of(shape, number)
    degrees = random.choice([0, 90, -180, 270, 12.5, -45, 30, round(random.uniform(-180, 180), 2)])
    fill = random.choice([0, 0, 255, 100])
    row("rotate", {"degrees": degrees, "fill": fill}, shape, affine(image, degrees, [0, 0], 1, [0, 0], fill), "torchvision", number)
for number in range(40):
    shape = (*sizes(), CHANNELS[number % 3])
    image = image_of(shape, number)
    options = {
        "degrees": round(random.uniform(-40, 40), 2),
        "translate": {"x": random.randint(-3, 3), "y": round(random.uniform(-3, 3), 2)},
        "scale": round(random.uniform(0.4, 2.5), 2),
        "shear": {"x": round(random.uniform(-30, 30), 1), "y": random.choice([0, 10, -20.5])},
        "fill": random.choice([0, 7]),
    }
    translate = [options["translate"]["x"], options["translate"]["y"]]
    shear = [options["shear"]["x"], options["shear"]["y"]]
    output = affine(image, options["degrees"], translate, options["scale"], shear, options["fill"])
    row("affine", options, shape, output, "torchvision", number)

for number in range(40):
    shape = (*sizes(12), [1, 3][number % 4 > 0])
    image = image_of(shape, number)
    name = ["brightness", "contrast", "saturation", "hue"][number % 4 if shape[2] == 3 else number // 4 % 2]
    amount = round(random.uniform(-0.5, 0.5) if name == "hue" else random.uniform(0, 2.2), 3)
    output = array_of(getattr(F, f"adjust_{name}")(tensor_of(image), amount))
    row("colorJitter", {name: amount}, shape, output, "torchvision", number)
for number in range(6):
    shape = (*sizes(12), 3)
    image = tensor_of(image_of(shape, number))
    options = {name: round(random.uniform(0.6, 1.4), 3) for name in ("brightness", "contrast", "saturation")}
    options["hue"] = round(random.uniform(-0.2, 0.2), 3)
    for name, amount in options.items():
        image = getattr(F, f"adjust_{name}")(image, amount)
    row("colorJitter", options, shape, array_of(image), "torchvision", number)

for number in range(6):
    shape = (*sizes(16), CHANNELS[number % 3])
    image = image_of(shape, number)
    for axis, flip in (("horizontal", F.hflip), ("vertical", F.vflip)):
        row("flip", {"axis": axis, "probability": 1}, shape, array_of(flip(tensor_of(image))), "torchvision", number)
for number, (h, w, oh, ow) in enumerate([(9, 8, 4, 3), (8, 9, 3, 4), (7, 7, 7, 7), (11, 6, 4, 1), (6, 11, 1, 4), (5, 5, 2, 2)]):
    shape = (h, w, CHANNELS[number % 3])
    tensor = tensor_of(image_of(shape, number))
    row("centerCrop", {"height": oh, "width": ow}, shape, array_of(F.center_crop(tensor, [oh, ow])), "torchvision", number)
    top, left = random.randint(0, h - oh), random.randint(0, w - ow)
    options = {"top": top, "left": left, "height": oh, "width": ow}
    row("crop", options, shape, array_of(F.crop(tensor, top, left, oh, ow)), "torchvision", number)
    # A crop as large as the padded image has one place.
    padding, fill = random.randint(0, 3), random.choice([0, 200])
    options = {"height": h + 2 * padding, "width": w + 2 * padding, "padding": padding, "fill": fill}
    row("randomCrop", options, shape, array_of(F.pad(tensor, [padding], fill)), "torchvision", number)
for number in range(6):
    shape = (*sizes(16), 3)
    grey = np.asarray(Image.fromarray(image_of(shape, number)).convert("L"))[:, :, None]
    row("grayscale", None, shape, grey, "Pillow", number)

for entry in rows:
    if entry["options"] is None:
        del entry["options"]
with open(os.path.join(os.path.dirname(__file__), "image-transforms.json"), "w") as file:
    json.dump(rows, file)
print(len(rows))
