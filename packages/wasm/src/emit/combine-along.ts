import type { ScatterReduction } from '@thalweg/graph/engine';
import { sizeOf, type DType } from '@thalweg/tensor';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { loadNumber, storeNumber } from './elements.ts';
import { checkIndices } from './indices.ts';
import { copyRow } from './rows.ts';
import { alongIndices, walkOf } from './take-along.ts';

/** A copy of a value whose elements are combined with others at their places along an axis. */
export const combineAlongCode: LoopEmitter<'combineAlong'> = (slot, { axis, reduction }) => {
  const [input, indices, values] = slot.inputs;
  const { dtype } = slot.wire;
  const walk = walkOf(slot, indices!, axis);
  return {
    reads: [input!, indices!, values!],
    mayFail: true,
    emit: (f, { reads: [from, at, value], output, fail }) => {
      checkIndices(f, { at: at!, count: walk.count }, walk.length, fail);
      copyRow(f, { from: from!, to: output, bytes: sizeOf(slot.shape!) * walk.bytes });
      alongIndices(f, walk, { table: output, at: at!, element: value! }, place => {
        if (reduction === 'none') copyRow(f, { from: value!, to: place, bytes: walk.bytes });
        else combine(f, reduction, dtype, place, value!);
      });
    },
  };
};

const OPCODES = { add: f64.add, mul: f64.mul, max: f64.max, min: f64.min } as const;

/** Combines the element at one address with that at another. Products of int32 are exact, where float64 would round. */
function combine(
  f: Func,
  reduction: Exclude<ScatterReduction, 'none'>,
  dtype: DType,
  place: number,
  value: number,
): void {
  f.get(place);
  if (dtype === 'int32' && reduction === 'mul') {
    f.get(place).memory(i32.load).get(value).memory(i32.load).op(i32.mul).memory(i32.store);
    return;
  }
  loadNumber(f, place, dtype);
  loadNumber(f, value, dtype);
  f.op(OPCODES[reduction]);
  storeNumber(f, dtype);
}
