import { extentsOf, type Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import type { LoopEmitter } from '../lowering/loop-code.ts';
import { inTurns, repeat } from '../loops/repeat.ts';
import { clear, copyRow } from '../loops/rows.ts';
import { BYTES } from '../memory/address-space.ts';
import { storedIn } from '../runtime/slots.ts';
import { checkIndices, indexed } from './indexing.ts';

/** No row. */
const NONE = -1;

/** Fibonacci hashing: 2³² over the golden ratio. Knuth, "The Art of Computer Programming", volume 3, §6.4. */
const GOLDEN = 0x9e3779b1;

/** Numbers indices: equal ones have equal numbers, from 0 in the order in which they come first. */
export const uniqueInverseCode: LoopEmitter<'uniqueInverse'> = (slot, { axis }) => {
  const [indices, table] = slot.inputs;
  const count = sizeOf(indices!.shape!);
  const bits = Math.ceil(Math.log2(Math.max(2, 2 * count)));
  const bytes = 4 * 2 ** bits;
  return {
    reads: [indices!],
    mayFail: true,
    // The keys, and then their numbers.
    scratch: 2 * bytes,
    emit: (f, { reads: [at], output, scratch, fail }) => {
      checkIndices(f, { at: at!, count }, table!.shape![axis]!, fail);
      const [index, place, key, next] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
      f.address(scratch).i32(0xff).i32(bytes).fill();
      repeat(f, count, () => {
        f.get(at!).memory(i32.load).tee(index);
        // In bytes, as all places are.
        f.i32(GOLDEN)
          .op(i32.mul)
          .i32(32 - bits)
          .op(i32.shrU)
          .i32(2)
          .op(i32.shl)
          .set(place);
        f.block(() => {
          f.loop(() => {
            f.get(place).fromOrigin().memory(i32.load, scratch).tee(key).get(index).op(i32.eq).brIf(1);
            f.get(key).i32(NONE).op(i32.eq);
            f.if(() => {
              f.get(place).fromOrigin().get(index).memory(i32.store, scratch);
              f.get(place)
                .fromOrigin()
                .get(next)
                .memory(i32.store, scratch + bytes);
              f.get(next).i32(1).op(i32.add).set(next);
              f.br(2);
            });
            f.get(place)
              .i32(4)
              .op(i32.add)
              .i32(bytes - 1)
              .op(i32.and)
              .set(place);
            f.br(0);
          });
        });
        f.get(output)
          .get(place)
          .fromOrigin()
          .memory(i32.load, scratch + bytes)
          .memory(i32.store);
        advance(f, at!, 4);
        advance(f, output, 4);
      });
    },
  };
};

/** The index of each number, then no row for as many as came again. */
export const uniqueCode: LoopEmitter<'unique'> = slot => {
  const [indices, numbers] = slot.inputs;
  const count = sizeOf(indices!.shape!);
  return {
    reads: [indices!, numbers!],
    emit: (f, { reads: [at, number], output }) => {
      f.get(output)
        .i32(NONE)
        .i32(4 * count)
        .fill();
      repeat(f, count, () => {
        indexed(f, output, number!, 4).get(at!).memory(i32.load).memory(i32.store);
        advance(f, at!, 4);
        advance(f, number!, 4);
      });
    },
  };
};

/** Copies listed rows out of a table; zeros where no row is listed. */
export const gatherRowsCode: LoopEmitter<'gatherRows'> = (slot, { axis, checked }) => {
  const [table, places] = slot.inputs;
  return {
    reads: [table!, places!],
    mayFail: checked,
    emit: (f, { reads: [from, at], output, fail }) => {
      if (checked) checkList(f, at!, places!, table!.shape![axis]!, fail);
      clear(f, output, sizeOf(slot.shape!) * BYTES[slot.wire.dtype]);
      walkListed(f, { table: table!, axis, places: places! }, [from!, at!, output], (whole, row, bytes, offset) =>
        copyRow(f, { from: whole, to: row, bytes, toOffset: offset }),
      );
    },
  };
};

/** Copies listed rows to their places in a table of zeros. */
export const scatterRowsCode: LoopEmitter<'scatterRows'> = (slot, { axis, checked }) => {
  const [rows, places] = slot.inputs;
  return {
    reads: [rows!, places!],
    mayFail: checked,
    emit: (f, { reads: [from, at], output, fail }) => {
      if (checked) checkList(f, at!, places!, slot.shape![axis]!, fail);
      clear(f, output, sizeOf(slot.shape!) * BYTES[slot.wire.dtype]);
      walkListed(f, { table: slot, axis, places: places! }, [output, at!, from!], (whole, row, bytes, offset) =>
        copyRow(f, { from: row, to: whole, bytes, fromOffset: offset }),
      );
    },
  };
};

/** Fails unless each place that somebody gave is of a row of the table or of none. */
function checkList(f: Func, at: number, places: Slot, length: number, fail: () => void): void {
  checkIndices(f, { at, count: sizeOf(places.shape!), least: NONE }, length, fail);
}

/** Rows of a table, by a list of their places along an axis. */
interface Listed {
  readonly table: Slot;
  readonly axis: number;
  readonly places: Slot;
}

/** Calls with the address of each listed row in the table, one among the rows with what lies between, and its bytes. */
export function walkListed(
  f: Func,
  { table, axis, places }: Listed,
  [whole, at, part]: readonly [whole: number, at: number, part: number],
  one: (whole: number, part: number, bytes: number, offset: number) => void,
): void {
  const { outer, length, inner } = extentsOf(table, axis, axis + 1);
  const count = sizeOf(places.shape!);
  const row = inner * BYTES[table.wire.dtype];
  const start = f.local('i32');
  // What is no list but indices that somebody gave has a row for each, unless it is filled up.
  const { operation, padding } = storedIn(places).wire;
  const complete = operation === undefined && padding === undefined;
  repeat(f, outer, () => {
    const each = (n: number): void => {
      const listed = (): void => {
        indexed(f, whole, at, row, 4 * n).set(start);
        one(start, part, row, n * row);
      };
      if (complete) return listed();
      f.get(at)
        .memory(i32.load, 4 * n)
        .i32(NONE)
        .op(i32.ne);
      f.if(listed);
    };
    inTurns(f, count, each, turn => {
      advance(f, at, 4 * turn);
      advance(f, part, row * turn);
    });
    advance(f, at, -4 * count);
    advance(f, whole, length * row);
  });
}
