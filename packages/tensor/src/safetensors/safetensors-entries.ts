import type { ByteSource } from './byte-source.ts';
import { safetensorsPlaces } from './safetensors-places.ts';

/** A tensor of a safetensors file as it is stored. */
export interface SafetensorsEntry {
  readonly name: string;
  /** The element type, by the name that the format has for it, such as `F32`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The elements, little-endian and row-major, in their own buffer. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The contents of a safetensors file, unconverted. */
export interface SafetensorsEntries {
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: Record<string, string>;
}

/**
 * Returns what a safetensors file stores, in the order of the file, without conversion to our dtypes. It reads each byte
 * once, from the first to the last.
 *
 * - **Throws** {@link ContractError} as `decodeSafetensors` does, except for the values of elements
 */
export function safetensorsEntries(source: ByteSource): SafetensorsEntries {
  // All places are checked before anything is allocated.
  const { places, metadata } = safetensorsPlaces(source);
  return {
    metadata,
    entries: places.map(({ name, dtype, shape, begin, end }) => {
      const bytes = new Uint8Array(end - begin);
      source.read(begin, bytes);
      return { name, dtype, shape, bytes };
    }),
  };
}
