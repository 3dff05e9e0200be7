import { extentsOf, type ScatterReduction, type Slot } from '@thalweg/graph/engine';
import { type DType, sizeOf } from '@thalweg/tensor';
import { advance, type Amount, push } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { LoopEmitter } from '../lowering/loop-code.ts';
import { leadingRows } from '../loops/axes.ts';
import { loadNumber, storeNumber } from '../loops/elements.ts';
import { inFours, inTurns, repeat, timesRows } from '../loops/repeat.ts';
import { addRow, clear, copyRow, isAddable } from '../loops/rows.ts';
import { BYTES } from '../memory/address-space.ts';

/** Rows copied out of a table. */
export const gatherCode: LoopEmitter<'gather'> = (slot, { axis }) => {
  const [table, indices] = slot.inputs;
  const { outer, length, inner } = extentsOf(table!, axis, axis + 1);
  const count = sizeOf(indices!.shape!);
  const row = inner * BYTES[slot.wire.dtype];
  return {
    reads: [table!, indices!],
    mayFail: true,
    emit: (f, { reads: [from, at], output, fail }) => {
      checkIndices(f, { at: at!, count }, length, fail);
      if (outer * row === 0) return;
      const start = f.local('i32');
      repeat(f, outer, () => {
        const one = (i: number): void => {
          if (row === 4) {
            f.get(output);
            indexed(f, from!, at!, row, 4 * i)
              .memory(i32.load)
              .memory(i32.store, 4 * i);
            return;
          }
          indexed(f, from!, at!, row, 4 * i).set(start);
          copyRow(f, { from: start, to: output, bytes: row, toOffset: i * row });
        };
        inTurns(f, count, one, turn => {
          advance(f, at!, 4 * turn);
          advance(f, output, row * turn);
        });
        advance(f, at!, -4 * count);
        advance(f, from!, length * row);
      });
    },
  };
};

/** Rows added up at their places in a table of zeros. */
export const scatterCode: LoopEmitter<'scatter'> = (slot, { axis }) => {
  const [rows, indices] = slot.inputs;
  const { dtype } = slot.wire;
  if (!isAddable(dtype)) return undefined;
  const { outer, length, inner } = extentsOf(slot, axis, axis + 1);
  const count = sizeOf(indices!.shape!);
  const row = inner * BYTES[dtype];
  return {
    reads: [rows!, indices!],
    mayFail: true,
    emit: (f, { reads: [from, at], output, fail }) => {
      checkIndices(f, { at: at!, count }, length, fail);
      if (outer * row === 0) return;
      clear(f, output, outer * length * row);
      const start = f.local('i32');
      repeat(f, outer, () => {
        repeat(f, count, () => {
          indexed(f, output, at!, row).set(start);
          addRow(f, from!, start, inner, dtype);
          advance(f, at!, 4);
          advance(f, from!, row);
        });
        advance(f, at!, -4 * count);
        advance(f, output, length * row);
      });
    },
  };
};

/** The indices to check: their number, and the address in a local, which is not moved. */
interface Indices {
  readonly at: number;
  readonly count: Amount;
  readonly least?: number;
}

/**
 * Fails unless all indices are in `[least, limit)`, from 0 if it is left out. From the least one on, as a number without sign, a
 * smaller one is too large.
 */
export function checkIndices(f: Func, { at, count, least = 0 }: Indices, limit: number, fail: () => void): void {
  if (count === 0) return;
  const [address, found] = [f.local('i32'), f.local('v128')];
  f.get(at).set(address);
  f.i32x4(0).set(found);
  const [vectors, rest] = inFours(f, count);
  repeat(f, vectors, () => {
    f.get(found).get(address).memory(v128.load);
    if (least !== 0) f.i32x4(least).op(i32x4.sub);
    f.i32x4(limit - least)
      .op(i32x4.geU)
      .op(v128.or)
      .set(found);
    advance(f, address, 16);
  });
  f.get(found).op(v128.anyTrue).if(fail);
  repeat(f, rest, () => {
    f.get(address).memory(i32.load);
    if (least !== 0) f.i32(least).op(i32.sub);
    f.i32(limit - least)
      .op(i32.geU)
      .if(fail);
    advance(f, address, 4);
  });
}

/** Pushes the sum of an address in a local and `bytes` times the index at an offset from another. */
export function indexed(f: Func, base: number, index: number, bytes: number, offset = 0): Func {
  return f.get(base).get(index).memory(i32.load, offset).i32(bytes).op(i32.mul).op(i32.add);
}

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

/** Zeros. */
export const zerosCode: LoopEmitter<'zeros'> = slot => {
  const rows = leadingRows(slot);
  const bytes = sizeOf(slot.shape!) * BYTES[slot.wire.dtype];
  return {
    reads: [],
    rows,
    emit: (f, { output, rows: count }) => {
      f.get(output).i32(0);
      if (count === undefined) f.i32(bytes);
      else
        f.get(count)
          .i32(bytes / rows!)
          .op(i32.mul);
      f.fill();
    },
  };
};

/** Rows that are 1 at an index and 0 elsewhere. */
export const oneHotCode: LoopEmitter<'oneHot'> = (slot, { size }) => {
  const { dtype } = slot.wire;
  const indices = slot.inputs[0]!;
  const all = sizeOf(indices.shape!);
  const rows = leadingRows(indices);
  const bytes = BYTES[dtype];
  return {
    reads: [indices],
    mayFail: true,
    rows,
    emit: (f, { reads: [at], output, rows: local, fail }) => {
      const count = local === undefined ? all : timesRows(f, local, all / rows!);
      checkIndices(f, { at: at!, count }, size, fail);
      f.get(output).i32(0);
      push(f, count)
        .i32(size * bytes)
        .op(i32.mul)
        .fill();
      repeat(f, count, () => {
        indexed(f, output, at!, bytes);
        storeOne(f, dtype);
        advance(f, at!, 4);
        advance(f, output, size * bytes);
      });
    },
  };
};

/** Stores 1 at the address on the stack. */
function storeOne(f: Func, dtype: DType): void {
  if (dtype === 'float32') f.f32(1).memory(f32.store);
  else if (dtype === 'float64') f.f64(1).memory(f64.store);
  else f.i32(1).memory(dtype === 'bool' ? i32.store8 : i32.store);
}

/** The positions along an axis, from 0. */
export const positionsCode: LoopEmitter<'positions'> = slot => ({
  reads: [],
  rows: leadingRows(slot),
  emit: (f, { output, rows: local }) => {
    const position = f.local('i32');
    f.i32(0).set(position);
    repeat(f, local === undefined ? slot.shape![0]! : { local }, () => {
      f.get(output).get(position).memory(i32.store);
      advance(f, output, 4);
      advance(f, position, 1);
    });
  },
});
