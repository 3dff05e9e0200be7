import { advance, type Amount, plus, push } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';

/** Repeats code a number of times; a local counts down to 0. */
export function repeat(f: Func, times: Amount, body: () => void): void {
  if (times === 1) body();
  if (typeof times === 'number' && times <= 1) return;
  const left = f.local('i32');
  const loop = (): void => {
    f.loop(() => {
      body();
      f.get(left).i32(1).op(i32.sub).tee(left).brIf(0);
    });
  };
  if (typeof times === 'number') {
    f.i32(times).set(left);
    loop();
  } else f.get(times.local).tee(left).if(loop);
}

/** A number of times the rows in a local. */
export function timesRows(f: Func, rows: number, times: number): Amount {
  const local = f.local('i32');
  f.get(rows).i32(times).op(i32.mul).set(local);
  return { local };
}

/** The number of vectors of four, and of elements after them. */
export function inFours(f: Func, count: Amount): readonly [vectors: Amount, rest: Amount] {
  if (typeof count === 'number') return [count >> 2, count & 3];
  const [vectors, rest] = [f.local('i32'), f.local('i32')];
  f.get(count.local).i32(2).op(i32.shrU).set(vectors);
  f.get(count.local).i32(3).op(i32.and).set(rest);
  return [{ local: vectors }, { local: rest }];
}

/** The number of small things in a turn of a loop. */
const TURN = 4;

/** Repeats code for the n-th of a few things in a turn, and moves on after each turn; at the end all have been passed. */
export function inTurns(
  f: Func,
  times: number,
  one: (n: number) => void,
  move: (count: number) => void,
  turn: number = TURN,
): void {
  const several = (count: number): void => {
    for (let n = 0; n < count; n++) one(n);
    move(count);
  };
  repeat(f, Math.floor(times / turn), () => several(turn));
  if (times % turn > 0) several(times % turn);
}

/** One part of a range: where it starts and how long it is, in locals. */
export interface Run {
  readonly start: number;
  readonly length: number;
}

/** Writes a loop over `total` ≥ 1 things in runs of `most`, the last of which may be shorter. */
export function runs(f: Func, total: Amount, most: Amount, body: (run: Run) => void): void {
  const [start, length] = [f.local('i32'), f.local('i32')];
  f.i32(0).set(start);
  f.loop(() => {
    push(push(f, total).get(start).op(i32.sub).tee(length), most).op(i32.gtS);
    f.if(() => push(f, most).set(length));
    body({ start, length });
    push(f, total);
    push(f.get(start), most).op(i32.add).tee(start).op(i32.gtS).brIf(0);
  });
}

/** Writes a loop that counts a local ≥ 1 down to 0. */
export function countDown(f: Func, local: number, body: () => void): void {
  f.loop(() => {
    body();
    f.get(local).i32(-1).op(i32.add).tee(local).brIf(0);
  });
}

/** Writes a loop that moves the address in a local by a number of bytes a turn, until it is the one in `end`. */
export function walk(f: Func, local: number, { bytes, end }: { bytes: number; end: number }, body: () => void): void {
  f.loop(() => {
    body();
    plus(f, local, bytes).tee(local).get(end).op(i32.ne).brIf(0);
  });
}

/** A loop of so many turns, each of which moves addresses in locals by a number of bytes. */
export interface MovingLoop {
  readonly count: number;
  readonly moves: readonly (readonly [local: number, bytes: number])[];
}

/** Writes loops within loops, the outermost first. When a loop ends, its addresses are back at their starts. */
export function nested(f: Func, [loop, ...inner]: readonly MovingLoop[], body: () => void): void {
  if (loop === undefined) return body();
  const { count, moves } = loop;
  if (count === 1) return nested(f, inner, body);
  const move = (times: number): void => {
    for (const [local, bytes] of moves) advance(f, local, times * bytes);
  };
  repeat(f, count, () => {
    nested(f, inner, body);
    move(1);
  });
  if (count > 0) move(-count);
}
