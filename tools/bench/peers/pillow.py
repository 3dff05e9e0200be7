"""Pillow as a peer: writes a picture into a folder, then times a task of it, one line of JSON in, one out. See peer-process.ts."""

import io
import json
import sys
import time

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

HEIGHT, WIDTH = 375, 500
task, folder = sys.argv[1:]

x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
noise = np.random.RandomState(7).normal(0, 6, (HEIGHT, WIDTH, 3))
waves = np.dstack([np.sin(x / 31 + y / 57), np.cos(x / 19 - y / 43), np.sin(x * y / 9000)])
picture = Image.fromarray((127 + 90 * waves + noise).clip(0, 255).astype(np.uint8))
small = picture.resize((224, 224), Image.BILINEAR)


def file_of(kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


files = {"picture.jpeg": file_of("JPEG", quality=85), "picture.png": file_of("PNG"), "picture.webp": file_of("WEBP", quality=85)}
for name, data in {**files, "whole": picture.tobytes(), "small": small.tobytes()}.items():
    with open(f"{folder}/{name}", "wb") as file:
        file.write(data)


def decode(name):
    return lambda: Image.open(io.BytesIO(files[f"picture.{name}"])).load()


def jitter():
    image = ImageEnhance.Brightness(small).enhance(1.1)
    image = ImageEnhance.Contrast(image).enhance(0.9)
    image = ImageEnhance.Color(image).enhance(1.2)
    hue, saturation, value = image.convert("HSV").split()
    hue = Image.fromarray(np.asarray(hue) + np.uint8(12))
    return Image.merge("HSV", (hue, saturation, value)).convert("RGB")


run = {
    "jpeg": decode("jpeg"),
    "png": decode("png"),
    "webp": decode("webp"),
    "resize": lambda: picture.resize((224, 224), Image.BILINEAR),
    "crop": lambda: ImageOps.mirror(ImageOps.expand(small, 16).crop((7, 9, 231, 233))),
    "jitter": jitter,
    "rotate": lambda: small.rotate(12, Image.BILINEAR),
}[task]

for line in sys.stdin:
    end, calls, start = json.loads(line)["measure"] / 1000, 0, time.perf_counter()
    while calls == 0 or time.perf_counter() - start < end:
        run()
        calls += 1
    print(json.dumps({"microseconds": 1e6 * (time.perf_counter() - start) / calls}), flush=True)
