"""Small images in all kinds of PNG, JPEG and WebP, with the bytes that Pillow decodes of them."""

import base64
import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

rng = np.random.default_rng(42)
H, W = 19, 23
Y, X = np.mgrid[0:H, 0:W]
RGB = np.stack([X * 11 % 256, Y * 13 % 256, (X - 9) ** 2 + (Y - 8) ** 2], -1).astype(np.uint8)
RGB[3:9, 5:15] = rng.integers(0, 256, (6, 10, 3))
ALPHA = ((X * 17 + Y * 5) % 256).astype(np.uint8)
ROWS = []


def base(data):
    return base64.b64encode(bytes(data)).decode()


def add(name, file, expected=None, mode=None):
    if expected is None:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
        expected = np.asarray(image.convert(mode) if mode else image)
    expected = expected.reshape(*expected.shape[:2], -1)
    row = {"name": name, "file": base(file), "shape": list(expected.shape), "pixels": base(zlib.compress(expected.tobytes(), 9))}
    ROWS.append(row)


def saved(array, format, **options):
    image = array if isinstance(array, Image.Image) else Image.fromarray(array)
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(samples, depth, kind, interlaced=False, extra=b""):
    """Writes what Pillow does not write: any depth, interlaced or not, with all filters in turns."""
    h, w, c = samples.shape
    raw = b""
    for x, y, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = samples[y::dy, x::dx]
        if part.size == 0:
            continue
        bits = part.reshape(part.shape[0], -1)
        if depth == 16:
            lines = [row.astype(">u2").tobytes() for row in bits]
        elif depth == 8:
            lines = [row.astype(np.uint8).tobytes() for row in bits]
        else:
            lines = [np.packbits(np.unpackbits(row.astype(np.uint8)[:, None], axis=1)[:, 8 - depth :].reshape(-1)).tobytes() for row in bits]
        distance = max(1, depth * c // 8)
        above = bytes(len(lines[0]))
        for number, line in enumerate(lines):
            kind_of_filter = number % 5
            out = bytearray()
            for i, byte in enumerate(line):
                a = line[i - distance] if i >= distance else 0
                b = above[i]
                d = above[i - distance] if i >= distance else 0
                p = a + b - d
                near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - d), 2, d))[2]
                out.append((byte - [0, a, b, (a + b) // 2, near][kind_of_filter]) % 256)
            raw += bytes([kind_of_filter]) + bytes(out)
            above = line
    head = struct.pack(">IIBBBBB", w, h, depth, kind, 0, 0, int(interlaced))
    packed = zlib.compress(raw, 9)
    parts = [packed[at : at + 50] for at in range(0, len(packed), 50)]
    data = b"".join(chunk(b"IDAT", part) for part in parts)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + data + chunk(b"IEND", b"")


GREY16 = (X * 2791 + Y * 331)[:, :, None] % 65536
for interlaced in (False, True):
    order = " interlaced" if interlaced else ""
    for depth in (1, 2, 4, 8):
        samples = (X * 3 + Y * 7)[:, :, None] % 2**depth
        add(f"grey of {depth} bits{order}.png", png(samples, depth, 0, interlaced), mode="L")
        palette = rng.integers(0, 256, 3 * 2**depth, dtype=np.uint8).tobytes()
        add(f"palette of {depth} bits{order}.png", png(samples, depth, 3, interlaced, chunk(b"PLTE", palette)), mode="RGB")
    add(f"rgb{order}.png", png(RGB, 8, 2, interlaced))
    add(f"rgba{order}.png", png(np.dstack([RGB, ALPHA]), 8, 6, interlaced))
    add(f"grey and alpha{order}.png", png(np.dstack([RGB[:, :, 0], ALPHA]), 8, 4, interlaced))
    # Of grey in 16 bits Pillow keeps all: the high bytes are ours.
    file = png(GREY16, 16, 0, interlaced)
    add(f"grey of 16 bits{order}.png", file, (np.asarray(Image.open(io.BytesIO(file))) >> 8).astype(np.uint8))
    add(f"rgb of 16 bits{order}.png", png(RGB.astype(int) * 257 - 3 * (RGB > 3), 16, 2, interlaced))
transparent = chunk(b"PLTE", palette) + chunk(b"tRNS", bytes(range(0, 200, 3)))
add("palette with alpha.png", png((X * 3 + Y * 7)[:, :, None] % 256, 8, 3, False, transparent), mode="RGBA")
add("rgb with a transparent colour.png", png(RGB, 8, 2, False, chunk(b"tRNS", struct.pack(">HHH", *map(int, RGB[4, 6])))), mode="RGBA")
add("grey with a transparent value.png", png(RGB[:, :, :1], 8, 0, False, chunk(b"tRNS", struct.pack(">H", 33))), mode="LA")
add("one pixel.png", png(RGB[:1, :1], 8, 2, True))
add("written by Pillow.png", saved(RGB, "PNG"))

for sampling in ("4:4:4", "4:2:2", "4:2:0", "4:1:1"):
    for progressive in (False, True):
        kind = "progressive" if progressive else "baseline"
        add(f"{sampling} {kind}.jpg", saved(RGB, "JPEG", quality=85, subsampling=sampling, progressive=progressive))
add("grey.jpg", saved(RGB[:, :, 0], "JPEG", quality=85))
add("grey progressive.jpg", saved(RGB[:, :, 0], "JPEG", quality=85, progressive=True))
add("cmyk.jpg", saved(Image.fromarray(RGB).convert("CMYK"), "JPEG", quality=85), mode="RGB")
add("without conversion.jpg", saved(RGB, "JPEG", quality=85, keep_rgb=True))
add("restarts.jpg", saved(RGB, "JPEG", quality=85, restart_marker_blocks=2))
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    add(f"orientation {orientation}.jpg", saved(RGB, "JPEG", quality=60, exif=exif))
exif[0x0112] = 6
add("orientation 6.png", saved(RGB, "PNG", exif=exif))
add("orientation 6.webp", saved(RGB, "WEBP", lossless=True, exif=exif))
add("lossless.webp", saved(RGB, "WEBP", lossless=True))
add("lossless with alpha.webp", saved(np.dstack([RGB, ALPHA]), "WEBP", lossless=True, exact=True))
add("lossy.webp", saved(RGB, "WEBP", quality=75))
add("lossy with alpha.webp", saved(np.dstack([RGB, ALPHA]), "WEBP", quality=75))

conversions = {mode: base(zlib.compress(np.asarray(Image.fromarray(np.dstack([RGB, ALPHA])).convert(mode)).tobytes(), 9)) for mode in ("L", "RGB")}
text = json.dumps({"images": ROWS, "rgba": base(zlib.compress(np.dstack([RGB, ALPHA]).tobytes(), 9)), **conversions})
Path(__file__).with_suffix(".json").write_text(text)
