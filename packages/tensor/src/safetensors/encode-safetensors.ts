import { safetensorsParts, type Stored } from './safetensors-parts.ts';

/**
 * Returns the bytes of a safetensors file, as the reference implementation writes it: wide dtypes first, then by name.
 * Equal tensors and metadata give equal bytes. A `Uint8Array` is written unchanged, as `U8`.
 *
 * - **Throws** {@link ContractError} for a tensor called `__metadata__`, a name that is not well-formed Unicode,
 *   metadata that is no string, and a header above 100 MB
 * - **Source** the format's description and its reference implementation, huggingface/safetensors 0.5
 *
 * @example
 * encodeSafetensors({ w: tensor([1, 2]) }, { made: 'by hand' })
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Stored>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  return joined(safetensorsParts(tensors, metadata));
}

/** Returns one array of the bytes of all parts. */
function joined(parts: Iterable<Uint8Array>): Uint8Array {
  const all = [...parts];
  const bytes = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
