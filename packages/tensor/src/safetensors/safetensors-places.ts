import { printShape } from '../tensors/shape.ts';
import { sourceOf, type ByteSource } from './byte-source.ts';
import { bytesOf } from './element-type.ts';
import { type Entry, readHeader, refusal } from './header.ts';

/** The place of a tensor in a safetensors file. */
export interface SafetensorsPlace {
  readonly name: string;
  /** The element type, by the name that the format has for it, such as `F32`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The positions in the file of its first byte and after its last. */
  readonly begin: number;
  readonly end: number;
}

/** The contents of the header of a safetensors file. */
export interface SafetensorsPlaces {
  readonly places: readonly SafetensorsPlace[];
  readonly metadata: Record<string, string>;
  /** The position after the header. */
  readonly begin: number;
}

/**
 * Returns where the tensors of a safetensors file are, in the order of the file. It reads the header only, and checks all of
 * it.
 *
 * - **Throws** {@link ContractError} as `decodeSafetensors` does, except for the values of elements
 */
export function safetensorsPlaces(bytes: Uint8Array | ByteSource): SafetensorsPlaces {
  const source = bytes instanceof Uint8Array ? sourceOf(bytes) : bytes;
  const { metadata, entries, begin } = readHeader(source);
  const inOrder = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const entry of inOrder) {
    checkPlace(entry, end, source.length - begin);
    end = entry.end;
  }
  if (end !== source.length - begin)
    throw refusal(`a file must end with its last tensor, after ${begin + end} bytes`, `${source.length} bytes`);
  return {
    metadata,
    begin,
    places: inOrder.map(entry => ({ ...entry, begin: begin + entry.begin, end: begin + entry.end })),
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
