import type { DType } from '@thalweg/tensor';
import { advance, type Amount, plus, push } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as i64 from '../assembler/opcodes/i64.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { BYTES } from '../memory/address-space.ts';
import { repeat } from './repeat.ts';

/** The most bytes that instructions copy one after another; the host copies more. */
const MOST = 512;

/** The number of vectors in a turn of a loop. */
const UNROLLED = 4;

/** Fills a number of bytes at the address in a local with zeros. */
export function clear(f: Func, address: number, bytes: number): void {
  f.get(address).i32(0).i32(bytes).fill();
}

/** Fills so many rows of some bytes at the address in a local with zeros. */
export function clearRows(f: Func, address: number, rows: Amount, bytes: number): void {
  push(f.get(address).i32(0), rows).i32(bytes).op(i32.mul).fill();
}

/** A row to copy. */
interface CopiedRow {
  /** The local with the address that is read. */
  readonly from: number;
  /** The local with the address that is written. */
  readonly to: number;
  readonly bytes: number;
  /** Bytes after the address that is read, and after the one that is written. */
  readonly fromOffset?: number;
  readonly toOffset?: number;
}

/** Copies a row of bytes to another address. The two do not overlap, and no address is moved. */
export function copyRow(f: Func, { from, to, bytes, fromOffset = 0, toOffset = 0 }: CopiedRow): void {
  const move = (load: number, store: number, offset: number): void => {
    f.get(to)
      .get(from)
      .memory(load, fromOffset + offset)
      .memory(store, toOffset + offset);
  };
  if (bytes > MOST) {
    plus(f, to, toOffset);
    plus(f, from, fromOffset).i32(bytes).copy();
    return;
  }
  let done = 0;
  for (; done + 16 <= bytes; done += 16) move(v128.load, v128.store, done);
  for (; done + 8 <= bytes; done += 8) move(i64.load, i64.store, done);
  for (; done + 4 <= bytes; done += 4) move(i32.load, i32.store, done);
  for (; done < bytes; done++) move(i32.load8u, i32.store8, done);
}

/** The opcodes that add elements of a dtype: a vector of them, and one. */
const ADDING: Readonly<Record<Addable, Readonly<Record<'vector' | 'one' | 'load' | 'store', number>>>> = {
  float32: { vector: f32x4.add, one: f32.add, load: f32.load, store: f32.store },
  float64: { vector: f64x2.add, one: f64.add, load: f64.load, store: f64.store },
  int32: { vector: i32x4.add, one: i32.add, load: i32.load, store: i32.store },
};

/** The dtypes whose rows can be added. */
type Addable = 'float32' | 'float64' | 'int32';

/** True if rows of a dtype can be added. */
export function isAddable(dtype: DType): dtype is Addable {
  return dtype in ADDING;
}

/** Adds a row of elements at one address to the row at another. Nothing is moved. */
export function addRow(f: Func, from: number, to: number, elements: number, dtype: Addable): void {
  const { vector, one, load, store } = ADDING[dtype];
  const bytes = elements * BYTES[dtype];
  const vectors = bytes >> 4;
  const turns = vectors > 2 * UNROLLED ? Math.floor(vectors / UNROLLED) : 0;
  const add = (read: number, sum: number, write: number, offset: number): void => {
    f.get(to).get(to).memory(read, offset).get(from).memory(read, offset).op(sum).memory(write, offset);
  };
  const move = (distance: number): void => {
    advance(f, from, distance);
    advance(f, to, distance);
  };
  repeat(f, turns, () => {
    for (let i = 0; i < UNROLLED; i++) add(v128.load, vector, v128.store, 16 * i);
    move(16 * UNROLLED);
  });
  const left = bytes - 16 * UNROLLED * turns;
  let done = 0;
  for (; done + 16 <= left; done += 16) add(v128.load, vector, v128.store, done);
  for (; done < left; done += BYTES[dtype]) add(load, one, store, done);
  move(-16 * UNROLLED * turns);
}
