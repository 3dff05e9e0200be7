import { printShape } from '../tensors/shape.ts';
import { Tensor } from '../tensors/tensor.ts';
import { sourceOf, type ByteSource } from './byte-source.ts';
import { bytesOf, elementTypes, refusal } from './header.ts';
import { safetensorsEntries, type SafetensorsEntry } from './safetensors-entries.ts';

/** The contents of a safetensors file. */
export interface Safetensors {
  readonly tensors: Record<string, Tensor>;
  readonly metadata: Record<string, string>;
}

/**
 * Reads a safetensors file: its bytes, or a source of them for files that are larger than one read of the system. The
 * tensors are copies, in the order of the file.
 *
 * - **dtype** F64, F32, I32 and BOOL are kept; F16 and BF16 become float32; all other integers int32
 * - **Throws** {@link ContractError} if the bytes are no safetensors file or not the whole of one, if tensors overlap,
 *   leave gaps or do not fit their shapes, if a name occurs twice, for an element type that is not listed here, and for
 *   integers that an int32 cannot hold
 * - **Source** the format's description and its reference implementation, huggingface/safetensors 0.5
 *
 * @example
 * decodeSafetensors(encodeSafetensors({ w: tensor([1, 2]) })).tensors.w!.toArray() // => [1, 2]
 */
export function decodeSafetensors(bytes: Uint8Array | ByteSource): Safetensors {
  const { entries, metadata } = safetensorsEntries(bytes instanceof Uint8Array ? sourceOf(bytes) : bytes);
  return { tensors: Object.fromEntries(entries.map(entry => [entry.name, tensorOfEntry(entry)])), metadata };
}

/** Returns an entry of a file as a tensor, which takes its bytes. Throws {@link ContractError} for values that do not fit. */
export function tensorOfEntry({ name, dtype, shape, bytes }: SafetensorsEntry): Tensor {
  const size = bytesOf(name, dtype, shape);
  if (bytes.length !== size || bytes.buffer.byteLength !== size)
    throw refusal(`'${name}', ${dtype} ${printShape(shape)}, must have ${size} bytes of its own`, `${bytes.length}`);
  const type = elementTypes[dtype]!;
  return new Tensor(shape, type.dtype, type.read(bytes.buffer, name));
}
