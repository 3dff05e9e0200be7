import { host } from '../source/host.ts';

/** The parts of Node's `Buffer` that are used here. */
interface HostBuffer {
  latin1Slice(from: number, to: number): string;
}

interface HostBuffers {
  readonly Buffer: { from(buffer: ArrayBufferLike, offset: number, length: number): HostBuffer };
}

/** Reads texts in UTF-8 from bytes. */
export class ByteTexts {
  readonly bytes: Uint8Array;
  readonly #decoder = new (host().TextDecoder)('utf-8', { fatal: true, ignoreBOM: true });
  /** Node decodes short texts of ASCII several times faster so. */
  readonly #buffer: HostBuffer | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const buffers = host().process?.getBuiltinModule?.('node:buffer') as HostBuffers | undefined;
    this.#buffer = buffers?.Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Returns the text of some bytes, or `undefined` if they are no UTF-8. */
  text(from: number, to: number): string | undefined {
    if (this.#buffer !== undefined && isAscii(this.bytes, from, to)) return this.#buffer.latin1Slice(from, to);
    try {
      return this.#decoder.decode(this.bytes.subarray(from, to));
    } catch {
      return undefined;
    }
  }
}

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  let all = 0;
  for (let at = from; at < to; at++) all |= bytes[at]!;
  return all < 128;
}
