import { printShape, sizeOf } from '../shape.ts';
import { Tensor } from '../tensor.ts';
import { elementTypes, type ElementType } from './element-type.ts';
import { readHeader, type Entry } from './header.ts';
import { refusal } from './refusal.ts';

/** The contents of a safetensors file. */
export interface Safetensors {
  readonly tensors: Record<string, Tensor>;
  readonly metadata: Record<string, string>;
}

/**
 * Reads the bytes of a safetensors file. The tensors are copies, in the order of the file.
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
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { metadata, entries, data } = readHeader(bytes);
  const inOrder = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  const tensors = inOrder.map(entry => {
    const type = typeOf(entry);
    checkPlace(entry, type, end, data.length);
    end = entry.end;
    const own = new Uint8Array(entry.end - entry.begin);
    own.set(data.subarray(entry.begin, entry.end));
    return [entry.name, new Tensor(entry.shape, type.dtype, type.read(own.buffer, entry.name))] as const;
  });
  if (end !== data.length)
    throw refusal(
      `a file must end with its last tensor, after ${bytes.length - data.length + end} bytes`,
      `${bytes.length} bytes`,
    );
  return { tensors: Object.fromEntries(tensors), metadata };
}

function typeOf({ name, dtype }: Entry): ElementType {
  if (Object.hasOwn(elementTypes, dtype)) return elementTypes[dtype]!;
  throw refusal(`the dtype of '${name}' must be one of ${Object.keys(elementTypes).join(', ')}`, dtype, 'Convert it.');
}

/** `end` is that of the tensor before. */
function checkPlace(
  { name, dtype, shape, begin, end: own }: Entry,
  { width }: ElementType,
  end: number,
  size: number,
): void {
  const bytes = sizeOf(shape) * width;
  if (own - begin !== bytes)
    throw refusal(`'${name}', ${dtype} ${printShape(shape)}, must take ${bytes} bytes`, `${begin} to ${own}`);
  if (begin < end) throw refusal(`tensors must not overlap`, `'${name}' at ${begin}, before ${end} where another ends`);
  if (begin > end)
    throw refusal(`tensors must leave no gaps`, `'${name}' at ${begin}, after ${end} where all before end`);
  if (own > size) throw refusal(`'${name}' must end within the file, after ${own} bytes of data`, `${size} bytes`);
}
