import { Inflate } from 'fflate';
import { orBadImage } from './codec.ts';
import { orientationOf } from './exif.ts';
import { BadImage, numberAt, type OpenedImage, type RawPixels, textAt } from './format.ts';

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
const SLICE = 2 ** 14;

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
  const { width, height, kind, samples } = chunks.header;
  if (kind === PALETTE && chunks.palette === undefined) throw new BadImage('there must be a palette', 'none');
  const hasAlpha = chunks.transparency !== undefined && kind < 4;
  const channels = (kind === PALETTE ? 3 : samples) + (hasAlpha ? 1 : 0);
  const lines = new Lines(chunks, channels);
  const packed = chunks.data.reduce((sum, { length }) => sum + length, 0);
  if (lines.size > packed * MOST_PER_BYTE) throw new BadImage(`there must be ${height} rows`, 'fewer');
  lines.data = new Uint8Array(width * height * channels);
  unpack(chunks.data, packed, piece => lines.take(piece));
  if (!lines.isFull) throw new BadImage(`there must be ${height} rows`, 'fewer');
  return { channels, data: lines.data };
}

/** Unpacks bytes until `take` says that they are enough. What follows is not read. */
function unpack(parts: readonly Uint8Array[], packed: number, take: (piece: Uint8Array) => boolean): void {
  let isFull = false;
  const inflate = new Inflate(piece => (isFull ||= take(piece)));
  let skipped = 0;
  let left = packed - 2;
  for (const part of parts)
    for (let at = 0; at < part.length && !isFull; at += SLICE) {
      // The two bytes of the header of zlib.
      const slice = part.subarray(at, at + SLICE).subarray(Math.min(2 - skipped, part.length));
      skipped = Math.min(2, skipped + part.length);
      left -= slice.length;
      orBadImage(() => inflate.push(slice, left <= 0));
    }
}

/** Takes unpacked bytes, line by line, undoes the filters, and writes pixels. */
class Lines {
  /** The bytes of all lines, each with its filter. */
  readonly size: number;
  data: Uint8Array = new Uint8Array();
  isFull = false;
  readonly #chunks: Chunks;
  readonly #channels: number;
  readonly #passes: readonly (readonly [number, number, number, number])[];
  #pass = -1;
  #row = 0;
  #rows = 0;
  /** The line that is filled, and the one before: a byte of the filter, then the samples. */
  #line = new Uint8Array();
  #before = new Uint8Array();
  #filled = 0;

  constructor(chunks: Chunks, channels: number) {
    const { header } = chunks;
    this.#chunks = chunks;
    this.#channels = channels;
    this.#passes = (header.isInterlaced ? ADAM7 : WHOLE).filter(([x, y]) => x < header.width && y < header.height);
    this.size = this.#passes.reduce((sum, pass) => sum + rowsOf(header, pass) * (1 + bytesOf(header, pass)), 0);
    this.#nextPass();
  }

  /** Takes some bytes. Returns whether all lines are there. */
  take(piece: Uint8Array): boolean {
    for (let at = 0; at < piece.length && !this.isFull;) {
      const part = piece.subarray(at, at + this.#line.length - this.#filled);
      this.#line.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#line.length) this.#endLine();
    }
    return this.isFull;
  }

  #endLine(): void {
    const { depth, samples } = this.#chunks.header;
    undoFilter(this.#line, this.#before, Math.max(1, (depth * samples) / 8));
    const [x, y, stepX, stepY] = this.#passes[this.#pass]!;
    const start = ((y + this.#row * stepY) * this.#chunks.header.width + x) * this.#channels;
    writeLine(this.#chunks, this.#line.subarray(1), this.data, { start, step: stepX * this.#channels, channels: this.#channels });
    [this.#line, this.#before] = [this.#before, this.#line];
    this.#filled = 0;
    if (++this.#row === this.#rows) this.#nextPass();
  } // prettier-ignore

  #nextPass(): void {
    const pass = this.#passes[++this.#pass];
    if (pass === undefined) return void (this.isFull = true);
    const { header } = this.#chunks;
    [this.#row, this.#rows] = [0, rowsOf(header, pass)];
    const length = 1 + bytesOf(header, pass);
    [this.#line, this.#before] = [new Uint8Array(length), new Uint8Array(length)];
  }
}

function rowsOf({ height }: Header, [, y, , step]: readonly [number, number, number, number]): number {
  return Math.ceil((height - y) / step);
}

function bytesOf(header: Header, [x, , step]: readonly [number, number, number, number]): number {
  return Math.ceil((Math.ceil((header.width - x) / step) * header.samples * header.depth) / 8);
}

/** Undoes the filter of a line: each byte was kept as a difference to those `distance` bytes before it and above it. */
function undoFilter(line: Uint8Array, above: Uint8Array, distance: number): void {
  const filter = line[0]!;
  const { length } = line;
  if (filter > 4) throw new BadImage('filters must be from 0 to 4', String(filter));
  if (filter === 1) for (let i = 1 + distance; i < length; i++) line[i]! += line[i - distance]!;
  if (filter === 2) for (let i = 1; i < length; i++) line[i]! += above[i]!;
  if (filter === 3)
    for (let i = 1; i < length; i++) line[i]! += ((i > distance ? line[i - distance]! : 0) + above[i]!) >> 1;
  if (filter === 4)
    for (let i = 1; i < length; i++) {
      const [a, b, c] = i > distance ? [line[i - distance]!, above[i]!, above[i - distance]!] : [0, above[i]!, 0];
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
      line[i]! += pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
}

/** Where the pixels of a line go. */
interface Target {
  readonly start: number;
  /** The bytes from a pixel to the next one of the line. */
  readonly step: number;
  readonly channels: number;
}

/** Writes the pixels of a line: samples of 16 bits lose their low byte, those of fewer than 8 are stretched to 255. */
function writeLine(chunks: Chunks, line: Uint8Array, out: Uint8Array, { start, step, channels }: Target): void {
  const { width, depth, kind, samples } = chunks.header;
  const pixels = Math.min(Math.floor((line.length * 8) / (depth * samples)), Math.ceil(width / (step / channels)));
  const { palette, transparency } = chunks;
  if (kind === PALETTE)
    for (let i = 0, to = start; i < pixels; i++, to += step) {
      const colour = sampleOf(line, depth, i);
      if (3 * colour + 3 > palette!.length) throw new BadImage('colours must be those of the palette', String(colour));
      for (let c = 0; c < 3; c++) out[to + c] = palette![3 * colour + c]!;
      if (channels === 4) out[to + 3] = transparency![colour] ?? 255;
    }
  else {
    const [bytes, scale] = [depth / 8, depth < 8 ? 255 / (2 ** depth - 1) : 1];
    for (let i = 0, to = start; i < pixels; i++, to += step) {
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
