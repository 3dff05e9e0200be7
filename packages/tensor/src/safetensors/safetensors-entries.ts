import { printShape } from '../shape.ts';
import type { ByteSource } from './byte-source.ts';
import { bytesOf } from './bytes-of.ts';
import { readHeader, type Entry } from './header.ts';
import { refusal } from './refusal.ts';

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
 * - **Throws** {@link ContractError} as `decodeSafetensors` does, but for the values of elements
 */
export function safetensorsEntries(source: ByteSource): SafetensorsEntries {
  const { metadata, entries, begin: data } = readHeader(source);
  const inOrder = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  // All places are checked before anything is allocated.
  for (const entry of inOrder) {
    checkPlace(entry, end, source.length - data);
    end = entry.end;
  }
  if (end !== source.length - data)
    throw refusal(`a file must end with its last tensor, after ${data + end} bytes`, `${source.length} bytes`);
  return {
    metadata,
    entries: inOrder.map(({ name, dtype, shape, begin, end }) => {
      const bytes = new Uint8Array(end - begin);
      source.read(data + begin, bytes);
      return { name, dtype, shape, bytes };
    }),
  };
}

/** `end` is that of the tensor before. */
function checkPlace({ name, dtype, shape, begin, end: own }: Entry, end: number, size: number): void {
  const bytes = bytesOf(name, dtype, shape);
  if (own - begin !== bytes)
    throw refusal(`'${name}', ${dtype} ${printShape(shape)}, must take ${bytes} bytes`, `${begin} to ${own}`);
  if (begin < end) throw refusal(`tensors must not overlap`, `'${name}' at ${begin}, before ${end} where another ends`);
  if (begin > end)
    throw refusal(`tensors must leave no gaps`, `'${name}' at ${begin}, after ${end} where all before end`);
  if (own > size) throw refusal(`'${name}' must end within the file, after ${own} bytes of data`, `${size} bytes`);
}
