import type { Codec } from './codec.ts';

/** A codec for values that are bytes already. */
export const bytesCodec: Codec<Uint8Array> = { encode: bytes => bytes, decode: bytes => bytes };
