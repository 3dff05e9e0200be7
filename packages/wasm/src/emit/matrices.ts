import { broadcastStrides, type Slot } from '@thalweg/graph/engine';
import { type DType, sizeOf, stridesOf } from '@thalweg/tensor';
import { advance, type Amount } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { emitNest, leadingRows, nestOf } from '../loops/axes.ts';
import { loadNumber, storeNumber } from '../loops/elements.ts';
import { repeat, timesRows } from '../loops/repeat.ts';
import { BYTES } from '../memory/address-space.ts';

/** Many matrices along the leading axes of a value, which those of its inputs broadcast to. */
export interface MatrixBatch {
  /** The size of the first of these axes, if it has a name and each input has all axes or none of them. */
  readonly rows: number | undefined;
  readonly count: number;
  /**
   * Writes a loop over all of them, which moves the addresses of the inputs and of the output. The body must leave these unchanged.
   */
  readonly each: (f: Func, addresses: readonly number[], rows: number | undefined, body: () => void) => void;
}

/** The matrices of a slot, with so many axes of its own after the leading ones. */
export function matrixBatch(slot: Slot, own: number): MatrixBatch {
  const batch = slot.shape!.slice(0, slot.shape!.length - own);
  const leads = slot.inputs.map(({ shape }) => shape!.slice(0, -2));
  const strides = leads.map((lead, i) => broadcastStrides(lead, stridesOf(slot.inputs[i]!.shape!), batch));
  const nest = nestOf(batch, [...strides, stridesOf(slot.shape!).slice(0, batch.length)]);
  const bytes = [...slot.inputs, slot].map(({ wire }) => BYTES[wire.dtype]);
  const isNamed = batch.length > 0 && leads.every(lead => lead.length === 0 || lead.length === batch.length);
  const rows = isNamed ? leadingRows(slot) : undefined;
  return {
    rows,
    count: sizeOf(batch),
    each: (f, addresses, local, body) => {
      const turns =
        local === undefined || rows === undefined ? undefined : timesRows(f, local, nest.lengths[0]! / rows);
      emitNest(f, { ...nest, turns }, { addresses, bytes }, nest.lengths.length, body);
    },
  };
}

/** The bytes of a float64. */
export const FLOAT64 = 8;

/** Rows of float64: locals with the addresses of one that is written and one that is read, which move to their ends. */
interface Rows {
  readonly to: number;
  readonly from: number;
  readonly count: Amount;
}

/** Subtracts the multiple of a row by the factor in a local from another row. */
export function subtractRow(f: Func, { to, from, count }: Rows, factor: number): void {
  const both = f.local('v128');
  f.get(factor).op(f64x2.splat).set(both);
  const { pairs, rest } = inTwos(f, count);
  repeat(f, pairs, () => {
    f.get(to).get(to).memory(v128.load).get(from).memory(v128.load).get(both);
    f.op(f64x2.mul).op(f64x2.sub).memory(v128.store);
    advance(f, to, 2 * FLOAT64);
    advance(f, from, 2 * FLOAT64);
  });
  repeat(f, rest, () => {
    f.get(to).get(to).memory(f64.load).get(from).memory(f64.load).get(factor);
    f.op(f64.mul).op(f64.sub).memory(f64.store);
    advance(f, to, FLOAT64);
    advance(f, from, FLOAT64);
  });
}

/** Divides a row at an address, which moves to its end, by the number in a local. */
export function divideRow(f: Func, to: number, count: Amount, divisor: number): void {
  const both = f.local('v128');
  f.get(divisor).op(f64x2.splat).set(both);
  const { pairs, rest } = inTwos(f, count);
  repeat(f, pairs, () => {
    f.get(to).get(to).memory(v128.load).get(both).op(f64x2.div).memory(v128.store);
    advance(f, to, 2 * FLOAT64);
  });
  repeat(f, rest, () => {
    f.get(to).get(to).memory(f64.load).get(divisor).op(f64.div).memory(f64.store);
    advance(f, to, FLOAT64);
  });
}

/** The number of vectors of two, and of elements after them. */
function inTwos(f: Func, count: Amount): { readonly pairs: Amount; readonly rest: Amount } {
  if (typeof count === 'number') return { pairs: count >> 1, rest: count & 1 };
  const [pairs, rest] = [f.local('i32'), f.local('i32')];
  f.get(count.local).i32(1).op(i32.shrU).set(pairs);
  f.get(count.local).i32(1).op(i32.and).set(rest);
  return { pairs: { local: pairs }, rest: { local: rest } };
}

/** Some elements side by side: the local with their address, which moves to their end, and their dtype. */
export interface Run {
  readonly at: number;
  readonly dtype: DType;
}

/** Copies a number of elements, each from one dtype to another. */
export function copyNumbers(f: Func, from: Run, to: Run, count: number): void {
  repeat(f, count, () => {
    f.get(to.at);
    loadNumber(f, from.at, from.dtype);
    storeNumber(f, to.dtype);
    advance(f, from.at, BYTES[from.dtype]);
    advance(f, to.at, BYTES[to.dtype]);
  });
}
