import { safetensorsParts, tensor, type Stored, type Tensor, type TypedArray } from '@thalweg/tensor';
import type { InPieces } from '@thalweg/tensor/engine';
import { CHECKSUM_LENGTH, FORMAT } from './file-format.ts';
import { printValues } from './print-values.ts';
import type { Saved } from './savable.ts';
import { StateError } from './state-error.ts';
import { excessOf } from './values-format.ts';

/** A snapshot, or one whose tensors are read piece by piece. */
export interface Encodable {
  readonly version: number;
  readonly parts: Readonly<
    Record<string, { readonly tensors: Readonly<Record<string, Tensor | InPieces>>; readonly values: Saved['values'] }>
  >;
}

/**
 * Yields the bytes of a snapshot's file, part by part, with zeros as digits of the checksum. It copies no elements. It
 * yields often enough, with empty parts if need be, that between two of them only a few milliseconds pass.
 *
 * - **Throws** {@link StateError} as `encodeSnapshot` does
 */
export function* snapshotParts({ version, parts }: Encodable): Generator<Uint8Array, void, undefined> {
  if (!Number.isSafeInteger(version) || version < 1)
    throw new StateError(
      'encodeSnapshot',
      'the version must be a positive whole number',
      String(version),
      'Use snapshot().',
    );
  const slashed = Object.keys(parts).find(part => part.includes('/'));
  if (slashed !== undefined)
    throw new StateError('encodeSnapshot', 'the name of a part must have no slash', slashed, 'Use a dot.');
  const values = Object.fromEntries(Object.entries(parts).map(([part, { values }]) => [part, values]));
  const stored: [string, Stored | InPieces][] = Object.entries(parts).flatMap(([part, { tensors }]) =>
    Object.entries(tensors).map(([name, tensor]): [string, Stored | InPieces] => [`${part}/${name}`, tensor]),
  );
  const arrays: TypedArray[] = [];
  const text: string[] = [];
  let length = 0;
  for (const printed of printValues(values, arrays)) {
    text.push(printed);
    length += printed.length;
    yield NOTHING;
  }
  const excess = length > LONG ? excessOf(text.join('')) : undefined;
  if (excess !== undefined)
    throw new StateError('encodeSnapshot', `the values must ${excess}`, 'more', 'Keep them in typed arrays.');
  // No tensor of a part is called so: its name has a slash.
  arrays.forEach((array, i) => stored.push([`$${i}`, array instanceof Uint8Array ? array : tensor(array)]));
  yield* safetensorsParts(Object.fromEntries(stored), {
    checksum: '0'.repeat(CHECKSUM_LENGTH),
    format: FORMAT,
    values: text,
    version: String(version),
  });
}

const NOTHING = /* @__PURE__ */ new Uint8Array();

/** The values of a shorter text fit into the memory that they may take: it is at most 28 times their letters. */
const LONG = 2 ** 25;
