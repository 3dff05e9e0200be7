import type { Tensor, TypedArray } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import { NumericError } from '../errors/numeric-error.ts';
import type { Slot } from '../wire/slot.ts';
import type { Wire } from '../wire/wire.ts';

/** The result of a pass: the outputs in their order, or the error that it failed with. */
export type PassResult = { readonly outputs: readonly Tensor[] } | Failure;

/** The error that a pass or a computation failed with. */
export interface Failure {
  readonly error: unknown;
  /** True if the pass is to be left out: an output that must be finite is not. */
  readonly skip?: boolean;
}

/** Returns the reason why a slot has no value; nothing if it has one. */
export function failureOf(slot: Slot): Failure | undefined {
  if (slot.status === 'ready') return undefined;
  return { error: slot.status === 'failed' ? slot.error : missing(slot) };
}

/** The error that names the inputs without which a slot has no value. */
function missing(slot: Slot): GraphError {
  const names = new Set<string>();
  const seen = new Set<Slot>([slot]);
  for (const { wire, status, inputs } of seen) {
    if (wire.rule === undefined && status === 'missing') names.add(`'${wire.name}'`);
    for (const input of inputs) seen.add(input);
  }
  return new GraphError(
    slot.wire.name,
    'every input it depends on must have a value',
    `none for ${[...names].join(', ')}`,
    'Set it, feed it, or give the record a field of that name.',
  );
}

/** The result of passes for rows of columns. The next passes overwrite it. */
export interface RowsResult {
  /** The number of passes that succeeded: those for the first rows, but for those left out. */
  readonly taken: number;
  /** For each output its values in those passes, one after another. */
  readonly columns: readonly TypedArray[];
  /** The error that the pass after them failed with. */
  readonly failure: Failure | undefined;
  /** The number of rows left out because an output was not finite, and why the last of them was. */
  readonly skipped: number;
  readonly skip: Failure | undefined;
}

/** An output that must be finite: a step in which it is not moves nothing. */
export interface FiniteOutput<W = Wire> {
  /** The scalar to check. */
  readonly output: W;
  /** With `true`, `runRows` leaves out a row in which it is not finite, and goes on; otherwise such a row ends the call. */
  readonly skip: boolean;
  /** Returns the error for a value that is not finite. */
  readonly error?: (value: number) => unknown;
}

/** Returns the failure of a pass that computed an output which is not finite; nothing if it is. */
export function notFinite(slot: Slot, { skip, error }: FiniteOutput): Failure | undefined {
  const value = slot.data[0]!;
  return Number.isFinite(value) ? undefined : { error: (error ?? refusal(slot))(value), skip };
}

function refusal({ wire: { name } }: Slot): (value: number) => NumericError {
  return value =>
    new NumericError(name, 'its value must be finite', String(value), 'Find the origin with guardFinite().');
}
