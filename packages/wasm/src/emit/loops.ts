import type { Amount } from '../assembler/amount.ts';
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
