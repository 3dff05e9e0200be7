import { Unzlib } from 'fflate';
import { BadImage, orBadImage } from './codec.ts';
import { orientationOf } from './exif.ts';
import { numberAt, type OpenedImage, type RawPixels, textAt } from './format.ts';

/** What the chunks of a PNG say. */
interface Chunks {
  readonly header: Header;
  palette?: Uint8Array;
  /** The bytes of `tRNS`: the alpha of colours of the palette, or one colour that is transparent. */
  transparency?: Uint8Array;
  exif?: Uint8Array;
  readonly data: Uint8Array[];
}

interface Header {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample. */
  readonly depth: number;
  readonly kind: number;
  /** Samples of a pixel. */
  readonly samples: number;
  readonly isInterlaced: boolean;
}

/** The samples of a pixel, and the depths that they may have, by the type of colour: grey, RGB, palette, both with alpha. */
const KINDS: Readonly<Record<number, readonly [samples: number, depths: readonly number[]]>> = {
  0: [1, [1, 2, 4, 8, 16]],
  2: [3, [8, 16]],
  3: [1, [1, 2, 4, 8]],
  4: [2, [8, 16]],
  6: [4, [8, 16]],
};
const PALETTE = 3;

/** Where the passes of Adam7 begin, and how far they go from pixel to pixel: x, y, step in x, step in y. */
const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const; // prettier-ignore
const WHOLE = [[0, 0, 1, 1]] as const;

/** The bytes that deflate makes of one, at most. */
const MOST_PER_BYTE = 1032;

/** The bytes that are unpacked at once: what they become is at most a thousand times as much. */
const SLICE = 2 ** 16;

/**
 * Returns a PNG whose chunks were read and checked.
 *
 * - **Source** "Portable Network Graphics (PNG) Specification", third edition, W3C, 2025
 */
export function openPng(bytes: Uint8Array): OpenedImage {
  const chunks = readChunks(bytes);
  const { width, height } = chunks.header;
  return { width, height, orientation: orientationOf(chunks.exif), decode: () => decode(chunks) };
}

function readChunks(bytes: Uint8Array): Chunks {
  let chunks: Chunks | undefined;
  for (let at = 8; ;) {
    const [length, type] = [numberAt(bytes, at, 4), textAt(bytes, at + 4, 4)];
    if (at + 12 + length > bytes.length) throw new BadImage('all chunks must be there', 'a file that ends too early');
    const body = bytes.subarray(at + 8, at + 8 + length);
    const isCritical = type.charAt(0) < 'a' || type === 'tRNS';
    if (isCritical && crc32(bytes, at + 4, at + 8 + length) !== numberAt(bytes, at + 8 + length, 4))
      throw new BadImage(`the checksum of the chunk ${type} must be that of its bytes`, 'another');
    if (chunks === undefined) chunks = { header: headerOf(type, body), data: [] };
    else if (type === 'IEND') return chunks;
    else takeChunk(chunks, type, body, isCritical);
    at += 12 + length;
  }
}

function takeChunk(chunks: Chunks, type: string, body: Uint8Array, isCritical: boolean): void {
  if (type === 'IDAT') chunks.data.push(body);
  else if (type === 'PLTE') chunks.palette = body;
  else if (type === 'tRNS') chunks.transparency = body;
  else if (type === 'eXIf') chunks.exif = body;
  else if (isCritical) throw new BadImage('chunks must be of a known type', type);
}

function headerOf(type: string, body: Uint8Array): Header {
  if (type !== 'IHDR' || body.length !== 13) throw new BadImage('the file must begin with its header', type);
  const [width, height] = [numberAt(body, 0, 4), numberAt(body, 4, 4)];
  const [depth, kind, packing, filters, interlaced] = body.subarray(8) as unknown as readonly number[];
  const [samples, depths] = KINDS[kind!] ?? [0, []];
  if (!depths.includes(depth!)) throw new BadImage('type and depth of colours must be known', `${kind} and ${depth}`);
  if (packing !== 0 || filters !== 0 || interlaced! > 1)
    throw new BadImage('packing, filters and order of rows must be known', `${packing}, ${filters}, ${interlaced}`);
  return { width, height, depth: depth!, kind: kind!, samples, isInterlaced: interlaced === 1 };
}

function decode(chunks: Chunks): RawPixels {
  const { width, height, depth, kind, samples, isInterlaced } = chunks.header;
  if (kind === PALETTE && chunks.palette === undefined) throw new BadImage('there must be a palette', 'none');
  const hasAlpha = chunks.transparency !== undefined && kind < 4;
  const channels = (kind === PALETTE ? 3 : samples) + (hasAlpha ? 1 : 0);
  const passes = (isInterlaced ? ADAM7 : WHOLE)
    .filter(([x, y]) => x < width && y < height)
    .map(([x, y, stepX, stepY]) => {
      const [pixels, rows] = [Math.ceil((width - x) / stepX), Math.ceil((height - y) / stepY)];
      const first = (y * width + x) * channels;
      return { pixels, rows, length: Math.ceil((pixels * samples * depth) / 8), first, step: stepX * channels, down: stepY * width * channels };
    });
  const lines = unpacked(chunks.data, passes.reduce((sum, { rows, length }) => sum + rows * (1 + length), 0));
  const data = new Uint8Array(width * height * channels);
  let at = 0;
  for (const { pixels, rows, length, first, step, down } of passes) {
    let above: Uint8Array = new Uint8Array(length);
    for (let row = 0; row < rows; row++, at += 1 + length) {
      const line = lines.subarray(at + 1, at + 1 + length);
      undoFilter(lines[at]!, line, above, Math.max(1, (depth * samples) / 8));
      writeLine(chunks, line, data, { pixels, start: first + row * down, step, channels });
      above = line;
    }
  }
  return { channels, data };
} // prettier-ignore

/** Returns the first `size` bytes of what was packed. What follows is not unpacked. */
function unpacked(parts: readonly Uint8Array[], size: number): Uint8Array {
  const packed = parts.reduce((sum, { length }) => sum + length, 0);
  const lines = new Uint8Array(size > packed * MOST_PER_BYTE ? 0 : size);
  let filled = 0;
  const inflate = new Unzlib(piece => {
    const fitting = piece.subarray(0, lines.length - filled);
    lines.set(fitting, filled);
    filled += fitting.length;
  });
  for (const part of parts)
    for (let at = 0; at < part.length && filled < lines.length; at += SLICE)
      orBadImage(() => inflate.push(part.subarray(at, at + SLICE)));
  if (filled < size) throw new BadImage('there must be pixels of all rows', 'fewer');
  return lines;
}

/** Undoes the filter of a line: each byte was kept as a difference to those `distance` bytes before it and above it. */
function undoFilter(filter: number, line: Uint8Array, above: Uint8Array, distance: number): void {
  const { length } = line;
  if (filter > 4) throw new BadImage('filters must be from 0 to 4', String(filter));
  if (filter === 1) for (let i = distance; i < length; i++) line[i]! += line[i - distance]!;
  if (filter === 2) for (let i = 0; i < length; i++) line[i]! += above[i]!;
  if (filter === 3)
    for (let i = 0; i < length; i++) line[i]! += ((i < distance ? 0 : line[i - distance]!) + above[i]!) >> 1;
  if (filter === 4)
    for (let i = 0; i < length; i++) {
      const [a, b, c] = i < distance ? [0, above[i]!, 0] : [line[i - distance]!, above[i]!, above[i - distance]!];
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
      line[i]! += pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
}

/** Where the pixels of a line go. */
interface Target {
  readonly pixels: number;
  readonly start: number;
  /** The bytes from a pixel to the next one of the line. */
  readonly step: number;
  readonly channels: number;
}

/** Writes the pixels of a line: samples of 16 bits lose their low byte, those of fewer than 8 are stretched to 255. */
function writeLine(chunks: Chunks, line: Uint8Array, out: Uint8Array, { pixels, start, step, channels }: Target): void {
  const { palette, transparency, header } = chunks;
  const { depth, kind, samples } = header;
  if (kind !== PALETTE && depth === 8 && step === samples) return out.set(line, start);
  const [bytes, scale] = [depth / 8, depth < 8 ? 255 / (2 ** depth - 1) : 1];
  for (let i = 0, to = start; i < pixels; i++, to += step) {
    if (kind === PALETTE) {
      const colour = sampleOf(line, depth, i);
      if (3 * colour + 3 > palette!.length) throw new BadImage('colours must be those of the palette', String(colour));
      for (let c = 0; c < 3; c++) out[to + c] = palette![3 * colour + c]!;
      if (channels === 4) out[to + 3] = transparency![colour] ?? 255;
    } else {
      for (let c = 0; c < samples; c++)
        out[to + c] = depth < 8 ? sampleOf(line, depth, i) * scale : line[(i * samples + c) * bytes]!;
      if (channels > samples) out[to + samples] = isTransparent(line, i, chunks) ? 0 : 255;
    }
  }
}

function sampleOf(line: Uint8Array, depth: number, at: number): number {
  const bit = at * depth;
  return (line[bit >> 3]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}

/** Whether a pixel has the one colour that is transparent. */
function isTransparent(line: Uint8Array, pixel: number, { header, transparency }: Chunks): boolean {
  const { depth, samples } = header;
  if (depth < 8) return sampleOf(line, depth, pixel) === numberAt(transparency!, 0, 2);
  const width = depth / 8;
  for (let c = 0; c < samples; c++)
    if (numberAt(line, (pixel * samples + c) * width, width) !== numberAt(transparency!, 2 * c, 2)) return false;
  return true;
}

/** The checksum of a chunk. Source: the specification, Annex D. */
function crc32(bytes: Uint8Array, from: number, to: number): number {
  let crc = -1;
  for (let i = from; i < to; i++) crc = CRC[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

const CRC = /* @__PURE__ */ Int32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1;
  return byte;
});
