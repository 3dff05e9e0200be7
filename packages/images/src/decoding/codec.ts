import { reasonOf } from '@thalweg/tensor/engine';

/** The fault of a file: decoders throw it, and `decodeImage` says of which file it is. */
export class BadImage extends Error {
  readonly requirement: string;
  readonly given: string;
  readonly advice: string;

  constructor(requirement: string, given: string, advice = 'Check that the file is whole.') {
    super(`${requirement}, got ${given}`);
    [this.requirement, this.given, this.advice] = [requirement, given, advice];
  }
}

/** The functions that a decoder exports, which take and return numbers and places in its memory. */
export interface Codec {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(bytes: number): number;
  free(place: number): void;
}

/** What is used of WebAssembly, whose types not every program has. */
interface Host {
  readonly WebAssembly: {
    compile(bytes: Uint8Array): Promise<object>;
    readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  };
  atob(text: string): string;
}

/** The memory that a decoder keeps from an image to the next one, at most. */
const MOST_KEPT = 2 ** 26;

/**
 * Returns a function that runs `use` on a decoder, which is made when it is first needed. The module is a notice, a space, and
 * base64 of what is packed with deflate. A decoder that fails is thrown away, so that nothing of a bad file is left, and so is one
 * that has grown large.
 */
export function codecOf<C extends Codec>(module: string): <R>(use: (codec: C) => R) => Promise<R> {
  let compiled: Promise<object> | undefined;
  let idle: C | undefined;
  return async use => {
    const host = globalThis as unknown as Host;
    compiled ??= compiledOf(host, module);
    const codec = idle ?? (new host.WebAssembly.Instance(await compiled, imports()).exports as C);
    idle = undefined;
    const result = orBadImage(() => use(codec));
    if (codec.memory.buffer.byteLength <= MOST_KEPT) idle = codec;
    return result;
  };
}

/** Returns the result of a decoder of others, all of whose errors are about the bytes. */
export function orBadImage<R>(use: () => R): R {
  try {
    return use();
  } catch (cause) {
    if (cause instanceof BadImage) throw cause;
    throw new BadImage('its bytes must follow the format', reasonOf(cause));
  }
}

async function compiledOf(host: Host, module: string): Promise<object> {
  const { inflateSync } = await import('fflate');
  const base64 = module.slice(module.lastIndexOf(' ') + 1);
  return host.WebAssembly.compile(inflateSync(Uint8Array.from(host.atob(base64), letter => letter.charCodeAt(0))));
}

/** What C asks of its host: it reads and writes no files, and leaves by an error. */
function imports(): object {
  const leave = (): never => {
    throw new BadImage('the decoder must know what to do with it', 'bytes that do not follow the format');
  };
  const names = ['proc_exit', 'fd_seek', 'fd_close', 'fd_write', 'environ_get'];
  return {
    env: { setjmp: () => 0, longjmp: leave },
    wasi_snapshot_preview1: {
      environ_sizes_get: () => 0,
      ...Object.fromEntries(names.map(name => [name, leave])),
    },
  };
}

/** Returns the place of some bytes in the memory of a decoder. */
export function copied(codec: Codec, bytes: Uint8Array): number {
  const place = room(codec, bytes.length);
  new Uint8Array(codec.memory.buffer, place, bytes.length).set(bytes);
  return place;
}

/** Returns a place for some bytes in the memory of a decoder. */
export function room(codec: Codec, bytes: number): number {
  const place = codec.malloc(bytes);
  if (place === 0) throw new BadImage('there must be memory for the pixels', `${bytes} bytes`, 'Lower { maxPixels }.');
  return place >>> 0;
}
