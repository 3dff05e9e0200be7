import { extentsOf, type ScatterReduction, type Slot } from '@thalweg/graph/engine';
import { type DType, sizeOf } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { loadNumber, storeNumber } from '../loops/elements.ts';
import { repeat } from '../loops/repeat.ts';
import { addRow, clear, copyRow, isAddable } from '../loops/rows.ts';
import { BYTES } from '../memory/address-space.ts';
import { checkIndices, indexed } from './gather.ts';

/** An element for each index: at that place along an axis, and at the index's own along the others. */
export const takeAlongCode: LoopEmitter<'takeAlong'> = (slot, { axis }) => {
  const [input, indices] = slot.inputs;
  const walk = walkOf(input!, indices!, axis);
  return {
    reads: [input!, indices!],
    mayFail: true,
    emit: (f, { reads: [from, at], output, fail }) => {
      checkIndices(f, { at: at!, count: walk.count }, walk.length, fail);
      alongIndices(f, walk, { table: from!, at: at!, element: output }, place =>
        copyRow(f, { from: place, to: output, bytes: walk.bytes }),
      );
    },
  };
};

/** Elements added up at their places along an axis. */
export const addAlongCode: LoopEmitter<'addAlong'> = (slot, { axis }) => {
  const [input, indices] = slot.inputs;
  const { dtype } = slot.wire;
  if (!isAddable(dtype)) return undefined;
  const walk = walkOf(slot, indices!, axis);
  return {
    reads: [input!, indices!],
    mayFail: true,
    emit: (f, { reads: [from, at], output, fail }) => {
      checkIndices(f, { at: at!, count: walk.count }, walk.length, fail);
      clear(f, output, sizeOf(slot.shape!) * walk.bytes);
      alongIndices(f, walk, { table: output, at: at!, element: from! }, place => addRow(f, from!, place, 1, dtype));
    },
  };
};

/** Indices along the middle of three axes of a table. */
interface Walk {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  /** The numbers of indices along the axis, and in all. */
  readonly lines: number;
  readonly count: number;
  /** The bytes of an element. */
  readonly bytes: number;
}

/** The walk along indices of a table. */
function walkOf(table: Slot, indices: Slot, axis: number): Walk {
  const bytes = BYTES[table.wire.dtype];
  return {
    ...extentsOf(table, axis, axis + 1),
    lines: indices.shape![axis]!,
    count: sizeOf(indices.shape!),
    bytes,
  };
}

/** Calls with the place in the table of each index's element. The three addresses move; `element` goes side by side. */
function alongIndices(
  f: Func,
  { outer, length, inner, lines, count, bytes }: Walk,
  { table, at, element }: { readonly table: number; readonly at: number; readonly element: number },
  one: (place: number) => void,
): void {
  if (count === 0) return;
  const place = f.local('i32');
  repeat(f, outer, () => {
    repeat(f, lines, () => {
      repeat(f, inner, () => {
        indexed(f, table, at, inner * bytes).set(place);
        one(place);
        advance(f, at, 4);
        advance(f, table, bytes);
        advance(f, element, bytes);
      });
      advance(f, table, -inner * bytes);
    });
    advance(f, table, length * inner * bytes);
  });
}

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
