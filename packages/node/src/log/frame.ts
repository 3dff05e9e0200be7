import { closeSync, fstatSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { openFile } from '../files/file-source.ts';

/**
 * Files of a log are rows of frames: CRC-32 of all that follows (4 bytes), length of what follows (4), kind (1), length of the
 * name (1), length of the id (2), settled (4), sequence (8), time (8), epoch (8), then name, id and payload. Numbers are little-endian, the last
 * three float64.
 */
const HEAD = 40;

/** What the length does not count: itself and the checksum. */
const UNCOUNTED = 8;

/** The largest payload. A frame must fit into one write and one buffer. */
export const LARGEST_PAYLOAD: number = 2 ** 30;

/** The largest sequence or version: far from 2⁵³, so that there is always a next one. */
export const LARGEST_SEQUENCE: number = 2 ** 52;

/** A head with the longest name and id. */
const LONGEST_HEAD: number = HEAD + 0xff + 0xffff;

/** Begins a file; an entry of a topic; a value of a key; the end of a file that was closed. */
export const KINDS = { opening: 1, entry: 2, value: 3, mark: 4 } as const;

/** The fields of a frame besides its payload. */
interface FrameFields {
  readonly kind: number;
  /** Of an entry or the first one of a file; the version of a key. */
  readonly sequence: number;
  /** The bytes of the file that were on the disk when the frame was written. */
  readonly settled: number;
  readonly time?: number;
  /** −1 if there is none. */
  readonly epoch?: number;
  /** The topic or key. */
  readonly name?: string;
  /** Empty if there is none. */
  readonly id?: string;
}

/** A frame of a file, without its payload. */
export interface Frame extends Required<FrameFields> {
  readonly checksum: number;
  readonly start: number;
  readonly payloadStart: number;
  readonly end: number;
}

/** Payloads from this size on are not copied beside their head. */
const LARGE = 2 ** 16;

/** Returns the bytes of a frame, in one or two pieces. */
export function framed(fields: FrameFields, payload: Uint8Array): readonly Uint8Array[] {
  const { kind, sequence, settled, time = 0, epoch = -1, name = '', id = '' } = fields;
  const idBytes = Buffer.byteLength(id);
  const start = HEAD + name.length + idBytes;
  const isLarge = payload.length >= LARGE;
  const bytes = Buffer.allocUnsafe(isLarge ? start : start + payload.length);
  bytes.writeUInt32LE(start + payload.length - UNCOUNTED, 4);
  bytes.writeUInt8(kind, 8);
  bytes.writeUInt8(name.length, 9);
  bytes.writeUInt16LE(idBytes, 10);
  bytes.writeUInt32LE(settled, 12);
  bytes.writeDoubleLE(sequence, 16);
  bytes.writeDoubleLE(time, 24);
  bytes.writeDoubleLE(epoch, 32);
  bytes.write(name, HEAD, 'latin1');
  bytes.write(id, HEAD + name.length, 'utf8');
  if (!isLarge) bytes.set(payload, start);
  const checksum = crc32(bytes.subarray(4));
  bytes.writeUInt32LE(isLarge ? crc32(payload, checksum) : checksum, 0);
  return isLarge ? [bytes, payload] : [bytes];
}

/**
 * Returns the frame that begins at a place of a buffer, if there may be one that ends within `size` bytes of the file. The
 * buffer holds its head, and begins `origin` bytes into the file. The checksum is not compared.
 */
export function frameIn(buffer: Buffer, at: number, origin: number, size: number): Frame | undefined {
  if (buffer.length - at < HEAD) return undefined;
  const start = origin + at;
  const end = start + UNCOUNTED + buffer.readUInt32LE(at + 4);
  const kind = buffer[at + 8]!;
  const nameEnd = at + HEAD + buffer[at + 9]!;
  const headEnd = nameEnd + buffer.readUInt16LE(at + 10);
  const sequence = buffer.readDoubleLE(at + 16);
  if (end > size || origin + headEnd > end || headEnd > buffer.length) return undefined;
  if (end - origin - headEnd > LARGEST_PAYLOAD || kind < KINDS.opening || kind > KINDS.mark) return undefined;
  if (!(Number.isSafeInteger(sequence) && sequence >= 0 && sequence <= LARGEST_SEQUENCE)) return undefined;
  return {
    checksum: buffer.readUInt32LE(at),
    kind,
    settled: buffer.readUInt32LE(at + 12),
    sequence,
    time: buffer.readDoubleLE(at + 24),
    epoch: buffer.readDoubleLE(at + 32),
    name: buffer.toString('latin1', at + HEAD, nameEnd),
    id: headEnd === nameEnd ? '' : buffer.toString('utf8', nameEnd, headEnd),
    start,
    payloadStart: origin + headEnd,
    end,
  };
}

/** True if a frame that a buffer holds whole has the bytes that were written. */
export function isWhole(frame: Frame, buffer: Buffer, origin: number): boolean {
  return crc32(buffer.subarray(frame.start - origin + 4, frame.end - origin)) === frame.checksum;
}

/** The bytes that are read at once. */
const WINDOW = 2 ** 21;

/** The bytes of the file that are looked through at most, in files, when what is behind an unreadable place may be frames. */
const MOST_PASSES = 8;

/** A file of frames that is read from front to back, however large a frame is. */
export class FrameScan {
  readonly path: string;
  readonly size: number;
  readonly #shown: () => void;
  readonly #descriptor: number;
  readonly #buffer: Buffer<ArrayBuffer>;
  #window: Buffer<ArrayBuffer> = Buffer.alloc(0);
  #origin = 0;

  /** `shown` is called before each read of about 2 MiB. */
  constructor(path: string, shown: () => void) {
    this.path = path;
    this.#shown = shown;
    this.#descriptor = openFile(path);
    this.size = fstatSync(this.#descriptor).size;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(WINDOW, this.size));
  }

  /** Returns the frame at a place, if there is one with the bytes that were written. */
  frameAt(at: number): Frame | undefined {
    this.#show(at, LONGEST_HEAD);
    const frame = frameIn(this.#window, at - this.#origin, this.#origin, this.size);
    return frame !== undefined && this.#isWhole(frame) ? frame : undefined;
  }

  /** Returns a copy of the payload of a frame. */
  payloadOf({ payloadStart, end }: Frame): Uint8Array {
    const payload = new Uint8Array(end - payloadStart);
    for (let at = 0; at < payload.length;) {
      const count = readSync(this.#descriptor, payload, at, payload.length - at, payloadStart + at);
      if (count === 0) break;
      at += count;
    }
    return payload;
  }

  /**
   * True if a frame after a place says that the place was on the disk when it was written: what is there was not torn off. True
   * too for bytes that look like frames inside each other, which no write leaves behind.
   */
  isSettled(offset: number): boolean {
    let left = MOST_PASSES * this.size;
    for (let at = offset + 1; at < this.size; at++) {
      this.#show(at, LONGEST_HEAD);
      const frame = frameIn(this.#window, at - this.#origin, this.#origin, this.size);
      if (frame === undefined || frame.settled <= offset || frame.settled > at) continue;
      left -= frame.end - frame.start;
      if (left < 0 || this.#isWhole(frame)) return true;
    }
    return false;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #isWhole(frame: Frame): boolean {
    if (frame.end <= this.#origin + this.#window.length) return isWhole(frame, this.#window, this.#origin);
    let checksum = 0;
    const part = Buffer.allocUnsafe(Math.min(WINDOW, frame.end - frame.start));
    for (let at = frame.start + 4; at < frame.end;) {
      this.#shown();
      const count = readSync(this.#descriptor, part, 0, Math.min(part.length, frame.end - at), at);
      if (count === 0) return false;
      checksum = crc32(part.subarray(0, count), checksum);
      at += count;
    }
    return checksum === frame.checksum;
  }

  /** Moves the window so that it holds so many bytes from a place on, or all to the end of the file. */
  #show(at: number, count: number): void {
    const end = Math.min(at + count, this.size);
    if (at >= this.#origin && end <= this.#origin + this.#window.length) return;
    this.#shown();
    this.#origin = at;
    let held = 0;
    while (held < this.#buffer.length) {
      const read = readSync(this.#descriptor, this.#buffer, held, this.#buffer.length - held, at + held);
      if (read === 0) break;
      held += read;
    }
    this.#window = this.#buffer.subarray(0, held);
  }
}
