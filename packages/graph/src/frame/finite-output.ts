import { NumericError } from '../errors/numeric-error.ts';
import type { Slot } from '../wire/slot.ts';
import type { Wire } from '../wire/wire.ts';
import type { Failure } from './failure-of.ts';

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
