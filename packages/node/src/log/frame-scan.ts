import { closeSync, fstatSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { openFile } from '../internal/file-source.ts';
import { frameIn, isWhole, LONGEST_HEAD, type Frame } from './frame.ts';

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
  isSettled(place: number): boolean {
    let left = MOST_PASSES * this.size;
    for (let at = place + 1; at < this.size; at++) {
      this.#show(at, LONGEST_HEAD);
      const frame = frameIn(this.#window, at - this.#origin, this.#origin, this.size);
      if (frame === undefined || frame.settled <= place || frame.settled > at) continue;
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
