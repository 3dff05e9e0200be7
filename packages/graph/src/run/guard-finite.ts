import { isFloat, printShape } from '@thalweg/tensor';
import type { Guard } from '../frame/interpreter.ts';
import { NumericError } from '../errors/numeric-error.ts';
import type { Slot } from '../wire/slot.ts';
import { firstNotFinite } from './finite.ts';

/**
 * Fails a pass at the first node that gives NaN or ±∞. The error names the node and its inputs. A step that fails
 * moves nothing. Every value is stored and checked, which is slow: use it to find the place.
 *
 * - **Stream errors** `NumericError`
 *
 * @example
 * records.pipe(batch(32), train(loss, adam(), { guard: guardFinite() }))
 */
export function guardFinite(): Guard {
  return slot => {
    if (isFinite(slot)) return;
    const source = slot.inputs.find(input => input.wire.rule === undefined && !isFinite(input));
    if (source !== undefined)
      throw new NumericError(
        'guardFinite',
        `${source.wire.name} must be finite`,
        place(source),
        'Look at what is put in.',
      );
    throw new NumericError(
      'guardFinite',
      `${slot.wire.name} must give finite values`,
      `${place(slot)} from ${slot.inputs.map(described).join(' and ') || 'nothing'}`,
      'Keep its inputs where it is defined, or take smaller steps.',
    );
  };
}

function isFinite({ wire, storage }: Slot): boolean {
  return storage === undefined || !isFloat(wire.dtype) || firstNotFinite(storage.data) < 0;
}

function place(slot: Slot): string {
  const at = firstNotFinite(slot.data);
  return `${slot.data[at]} at element ${at} of ${printShape(slot.shape!)}`;
}

/** Describes an input, and the numbers between which its elements lie. */
function described({ wire, storage, shape }: Slot): string {
  const what = `${wire.name} ${wire.dtype} ${printShape(shape!)}`;
  if (storage === undefined || storage.data.length === 0) return what;
  let [least, most] = [Infinity, -Infinity];
  for (const value of storage.data) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return least === most ? `${what} of ${least}` : `${what} from ${least} to ${most}`;
}
