import { extentsOf } from '@thalweg/graph/engine';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { firstInOrder } from './argsort.ts';
import { BYTES, loadNumber } from './elements.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { repeat } from './loops.ts';

/** The most elements that are kept in order as they come; for more, it takes fewer steps to sort all. */
const MOST = 64;

const FLOAT64 = 8;

/** The places of the `k` largest or smallest elements along an axis, in order; equal ones as they come, NaN as the largest. */
export const topKCode: LoopEmitter<'topK'> = (slot, { k, axis, largest }) => {
  if (k > MOST) return firstInOrder(slot, { axis, descending: largest, count: k });
  const input = slot.inputs[0]!;
  const { dtype } = input.wire;
  const { outer, length, inner } = extentsOf(input, axis, axis + 1);
  const row = inner * BYTES[dtype];
  const next = 4 * inner;
  return {
    reads: [input],
    // The elements that are kept.
    scratch: FLOAT64 * k,
    emit: (f, { reads: [x], output, scratch }) => {
      if (k === 0) return;
      const list = listOf(f, { output, scratch, k, next, largest });
      repeat(f, outer, () => {
        repeat(f, inner, () => {
          f.address(scratch).set(list.end).i32(0).set(list.position);
          repeat(f, length, () => {
            loadNumber(f, x!, dtype);
            f.set(list.value).block(() => {
              makeRoom(f, list);
              insert(f, list);
            });
            advance(f, x!, row);
            advance(f, list.position, 1);
          });
          advance(f, x!, BYTES[dtype] - length * row);
          advance(f, output, 4);
        });
        advance(f, x!, (length - 1) * row);
        advance(f, output, (k - 1) * next);
      });
    },
  };
};

/** The elements that are kept, in order at an address, and their places in the output; all else is in locals. */
interface List {
  readonly output: number;
  readonly scratch: number;
  readonly k: number;
  readonly largest: boolean;
  /** The bytes from one place in the output to the next. */
  readonly next: number;
  /** The position of the element that comes, and its value. */
  readonly position: number;
  readonly value: number;
  /** The end of the elements so far. */
  readonly end: number;
  /** The addresses at which the new element and its position will be, as far as is known. */
  readonly element: number;
  readonly place: number;
  readonly other: number;
}

function listOf(f: Func, given: Pick<List, 'output' | 'scratch' | 'k' | 'next' | 'largest'>): List {
  const [position, end, element, place] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const [value, other] = [f.local('f64'), f.local('f64')];
  return { ...given, position, end, element, place, value, other };
}

/** Takes the worst element out, unless there is room, and leaves the block around if the new one is no better. */
function makeRoom(f: Func, list: List): void {
  const { output, scratch, k, next, position, end, element, place, other } = list;
  f.get(end)
    .address(scratch + FLOAT64 * k)
    .op(i32.eq);
  f.if(
    () => {
      f.address(scratch)
        .memory(f64.load, FLOAT64 * (k - 1))
        .set(other);
      stays(f, list).brIf(1);
      f.address(scratch + FLOAT64 * (k - 1)).set(element);
      f.get(output)
        .i32(next * (k - 1))
        .op(i32.add)
        .set(place);
    },
    () => {
      f.get(end).tee(element).i32(FLOAT64).op(i32.add).set(end);
      f.get(output).get(position).i32(next).op(i32.mul).op(i32.add).set(place);
    },
  );
}

/** Moves elements that are worse than the new one, with their places, and puts it before them. */
function insert(f: Func, list: List): void {
  const { scratch, next, position, value, element, place, other } = list;
  f.block(() => {
    f.loop(() => {
      f.get(element).address(scratch).op(i32.eq).brIf(1);
      f.get(element).i32(FLOAT64).op(i32.sub).memory(f64.load).set(other);
      stays(f, list).brIf(1);
      f.get(element).get(other).memory(f64.store);
      f.get(place).get(place).i32(next).op(i32.sub).memory(i32.load).memory(i32.store);
      advance(f, element, -FLOAT64);
      advance(f, place, -next);
      f.br(0);
    });
  });
  f.get(element).get(value).memory(f64.store);
  f.get(place).get(position).memory(i32.store);
}

/** Pushes whether the other element, which came earlier, stays before the value: it is as large, or as small, or what counts as larger is NaN. */
function stays(f: Func, { value, other, largest }: List): Func {
  f.get(value)
    .get(other)
    .op(largest ? f64.le : f64.ge);
  const most = largest ? other : value;
  return f.get(most).get(most).op(f64.ne).op(i32.or);
}
