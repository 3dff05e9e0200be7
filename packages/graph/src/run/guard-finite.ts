import { isFloat, printShape } from '@thalweg/tensor';
import type { Guard } from '../frame/executor.ts';
import { NumericError } from '../errors/numeric-error.ts';
import type { Slot, Wire } from '../wire/wire.ts';
import { firstNotFinite } from '../sources/coerce.ts';

/**
 * Fails a pass at the first node that gives NaN or ±∞. The error names the node and its inputs; in a backward pass, the
 * operation whose gradient it is, and the inputs of that. A step that fails writes no register. Every value is stored and
 * checked, which is slow: use it to find the place.
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
    const { forward } = slot.wire;
    if (forward !== undefined)
      throw new NumericError(
        'guardFinite',
        `the gradient of ${forward.name} must be finite`,
        `${place(slot)}, computed by ${slot.wire.name}, for ${inputsOf(forward, slot).join(' and ')}`,
        'Keep its inputs where its gradient is defined, or take smaller steps.',
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

/** Describes the inputs of an operation, with their numbers if a part of its gradient depends on them. */
function inputsOf(forward: Wire, part: Slot): string[] {
  const below = new Set([part]);
  for (const { inputs } of below) for (const input of inputs) below.add(input);
  const slots = new Map([...below].map(slot => [slot.wire, slot]));
  return forward.inputs.map(wire => {
    const slot = slots.get(wire);
    return slot === undefined ? `${wire.name} ${wire.dtype} ${printShape(wire.shape)}` : described(slot);
  });
}

/** Describes an input, and the numbers between which its elements lie. */
function described({ wire, storage, shape }: Slot): string {
  const what = `${wire.name} ${wire.dtype} ${printShape(shape!)}`;
  if (storage === undefined || storage.data.length === 0) return what;
  let [least, most] = [Infinity, -Infinity];
  for (const value of storage.data) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return least === most ? `${what} of ${least}` : `${what} from ${least} to ${most}`;
}
