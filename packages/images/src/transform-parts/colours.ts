const f32 = Math.fround;

/** The bytes of each channel of colour; the last of two or four channels is alpha, which no change touches. */
function coloursOf(channels: number): number {
  return channels > 2 ? 3 : 1;
}

/** Multiplies the colours of an image. */
export function scaleBytes(data: Uint8Array, channels: number, factor: number): void {
  mapBytes(data, channels, blendTable(factor, 0));
}

/** Moves the colours of an image away from its mean grey, or towards it. */
export function adjustContrast(data: Uint8Array, channels: number, factor: number): void {
  let sum = 0;
  for (let at = 0; at < data.length; at += channels) sum += channels > 2 ? greyAt(data, at) : data[at]!;
  mapBytes(data, channels, blendTable(factor, f32(f32(sum) / Math.max(1, data.length / channels))));
}

/** Moves the colours of each pixel away from its grey, or towards it. */
export function adjustSaturation(data: Uint8Array, channels: number, factor: number): void {
  const own = f32(factor);
  const rest = f32(1 - factor);
  for (let at = 0; at < data.length; at += channels) {
    const grey = f32(rest * greyAt(data, at));
    for (let c = 0; c < 3; c++) data[at + c] = byteOf(f32(f32(own * data[at + c]!) + grey));
  }
}

/** What each byte becomes on the line through a grey. */
function blendTable(factor: number, grey: number): Uint8Array {
  const rest = f32(f32(1 - factor) * grey);
  return Uint8Array.from({ length: 256 }, (_, byte) => byteOf(f32(f32(f32(factor) * byte) + rest)));
}

function mapBytes(data: Uint8Array, channels: number, table: Uint8Array): void {
  const colours = coloursOf(channels);
  for (let at = 0; at < data.length; at += channels)
    for (let c = 0; c < colours; c++) data[at + c] = table[data[at + c]!]!;
}

/** Cut to a byte, and rounded down. */
function byteOf(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value | 0;
}

const RED = f32(0.2989);
const GREEN = f32(0.587);
const BLUE = f32(0.114);

/** Luma by ITU-R BT.601, rounded down, in the roundings of torchvision's `rgb_to_grayscale`. */
function greyAt(data: Uint8Array, at: number): number {
  return f32(f32(f32(RED * data[at]!) + f32(GREEN * data[at + 1]!)) + f32(BLUE * data[at + 2]!)) | 0;
}

/**
 * Turns the hues of an image by a part of the circle. Lightness and saturation stay.
 *
 * - **Source** Smith, "Color Gamut Transform Pairs", SIGGRAPH 1978, the hexcone model
 */
export function adjustHue(data: Uint8Array, channels: number, turn: number): void {
  for (let at = 0; at < data.length; at += channels) {
    const red = data[at]!;
    const green = data[at + 1]!;
    const blue = data[at + 2]!;
    const most = Math.max(red, green, blue);
    const range = most - Math.min(red, green, blue);
    if (range === 0) continue;
    let sector: number;
    if (most === red) sector = (green - blue) / range;
    else if (most === green) sector = 2 + (blue - red) / range;
    else sector = 4 + (red - green) / range;
    const hue = (sector + 6 * turn + 12) % 6;
    for (let c = 0; c < 3; c++) data[at + c] = hueByte(most, range, (5 - 2 * c + hue) % 6);
  }
}

/** The byte of a channel whose distance on the hexagon is given: it rises, stays, falls and stays. The scale is torchvision's. */
function hueByte(most: number, range: number, distance: number): number {
  const below = Math.max(0, Math.min(distance, 4 - distance, 1));
  return (((most - range * below) / 255) * 255.999) | 0;
}
