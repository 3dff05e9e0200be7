import { extentsOf, type Slot } from '@thalweg/graph/engine';
import { advance, plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { LoopCode, LoopEmitter } from '../lowering/loop-code.ts';
import { leadingRows } from '../loops/axes.ts';
import { loadNumber } from '../loops/elements.ts';
import { repeat, timesRows } from '../loops/repeat.ts';
import { BYTES } from '../memory/address-space.ts';

/** The bytes of an element with its place: a float64, an int32, and nothing. */
const RECORD = 16;

/** The byte of a record that its place begins at. */
const PLACE = 8;

/** The places along an axis in the order of the elements: runs that double in length are merged. */
export const argsortCode: LoopEmitter<'argsort'> = (slot, { axis, descending }) =>
  firstInOrder(slot, { axis, descending, count: slot.shape![axis]! });

/** The first so many places in the order of the elements. */
function firstInOrder(slot: Slot, { axis, descending, count }: Order): LoopCode {
  const input = slot.inputs[0]!;
  const { dtype } = input.wire;
  const { outer, length, inner } = extentsOf(input, axis, axis + 1);
  const rows = axis > 0 ? leadingRows(input) : undefined;
  const row = inner * BYTES[dtype];
  return {
    reads: [input],
    rows,
    // Two lists of records, and one more: what follows a run is read before it is known to be another.
    scratch: RECORD * (2 * length + 1),
    emit: (f, { reads: [x], output, scratch, rows: local }) => {
      if (length === 0 || count === 0) return;
      const lists: Lists = { from: f.local('i32'), into: f.local('i32'), end: f.local('i32') };
      const at = f.local('i32');
      repeat(f, local === undefined ? outer : timesRows(f, local, outer / rows!), () => {
        repeat(f, inner, () => {
          f.address(scratch).set(lists.from);
          f.address(scratch + RECORD * length).set(lists.into);
          fill(f, lists.from, length, () => {
            loadNumber(f, x!, dtype);
            advance(f, x!, row);
          }); // prettier-ignore
          advance(f, x!, BYTES[dtype] - length * row);
          mergeRuns(f, lists, length, descending);
          f.get(lists.from).set(at);
          repeat(f, count, () => {
            f.get(output).get(at).memory(i32.load, PLACE).memory(i32.store);
            advance(f, at, RECORD);
            advance(f, output, 4 * inner);
          });
          advance(f, output, 4 - 4 * inner * count);
        });
        advance(f, x!, (length - 1) * row);
        advance(f, output, (count - 1) * 4 * inner);
      });
    },
  };
}

interface Order {
  readonly axis: number;
  readonly descending: boolean;
  readonly count: number;
}

/** Locals with the addresses of the list that is read, of the one that is written, and of the end of what is read. */
interface Lists {
  readonly from: number;
  readonly into: number;
  readonly end: number;
}

/** Writes a record for each element that is pushed. */
function fill(f: Func, list: number, length: number, pushNext: () => void): void {
  const [at, place] = [f.local('i32'), f.local('i32')];
  f.get(list).set(at).i32(0).set(place);
  repeat(f, length, () => {
    f.get(at);
    pushNext();
    f.memory(f64.store).get(at).get(place).memory(i32.store, PLACE);
    advance(f, at, RECORD);
    advance(f, place, 1);
  });
}

/** Merges runs of one record, of two, of four and so on; at the end, all are in order where `from` says. */
function mergeRuns(f: Func, lists: Lists, length: number, descending: boolean): void {
  if (length === 1) return;
  const [left, right, to] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [middle, stop] = [f.local('i32'), f.local('i32')];
  const [run, swap] = [f.local('i32'), f.local('i32')];
  /** The address so many bytes after another, but not past the end. */
  const within = (start: number, into: number): void => {
    f.get(lists.end).get(start).op(i32.sub).get(run).op(i32.ltU);
    f.if(
      () => f.get(lists.end).set(into),
      () => f.get(start).get(run).op(i32.add).set(into),
    );
  };
  f.i32(RECORD).set(run);
  f.loop(() => {
    plus(f, lists.from, RECORD * length).set(lists.end);
    f.get(lists.from).set(left).get(lists.into).set(to);
    f.loop(() => {
      within(left, middle);
      within(middle, stop);
      f.get(middle).set(right);
      merge(f, { left, right, to, middle, stop }, descending);
      f.get(stop).tee(left).get(lists.end).op(i32.ltU).brIf(0);
    });
    f.get(lists.from).set(swap).get(lists.into).set(lists.from).get(swap).set(lists.into);
    f.get(run).i32(1).op(i32.shl).tee(run);
    f.i32(RECORD * length)
      .op(i32.ltU)
      .brIf(0);
  });
}

/** Two runs that lie side by side, and the address that the merged one comes to. */
interface Runs {
  readonly left: number;
  readonly right: number;
  readonly to: number;
  /** The end of the left run, and of the right one. */
  readonly middle: number;
  readonly stop: number;
}

/** Takes records from two runs, without a branch on which it is: a processor cannot foretell that. */
function merge(f: Func, { left, right, to, middle, stop }: Runs, descending: boolean): void {
  const [earlier, later, takesLeft] = [f.local('f64'), f.local('f64'), f.local('i32')];
  f.loop(() => {
    f.get(left).memory(f64.load).set(earlier).get(right).memory(f64.load).set(later);
    f.get(earlier)
      .get(later)
      .op(descending ? f64.ge : f64.le);
    const largest = descending ? earlier : later;
    f.get(largest).get(largest).op(f64.ne).op(i32.or);
    f.get(right).get(stop).op(i32.geU).op(i32.or);
    f.get(left).get(middle).op(i32.ltU).op(i32.and).set(takesLeft);
    f.get(to).get(left).get(right).get(takesLeft).op(i32.select).memory(v128.load).memory(v128.store);
    f.get(left).get(takesLeft).i32(4).op(i32.shl).op(i32.add).set(left);
    f.get(right).i32(RECORD).op(i32.add).get(takesLeft).i32(4).op(i32.shl).op(i32.sub).set(right);
    advance(f, to, RECORD);
    f.get(left).get(middle).op(i32.ltU).get(right).get(stop).op(i32.ltU).op(i32.or).brIf(0);
  });
}

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
