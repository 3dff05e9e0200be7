import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';

/** Repeats code so many times; a counter that falls to 0 is kept in a local of its own. */
export function repeat(f: Func, times: number, body: () => void): void {
  if (times === 1) body();
  if (times <= 1) return;
  const left = f.local('i32');
  f.i32(times).set(left);
  f.loop(() => {
    body();
    f.get(left).i32(1).op(i32.sub).tee(left).brIf(0);
  });
}

/** So much stands in a turn of a loop over small things. */
const TURN = 4;

/** Repeats code for the n-th of a few things in a turn, and moves on behind each turn; at the end all have been passed. */
export function inTurns(f: Func, times: number, one: (n: number) => void, move: (count: number) => void): void {
  const several = (count: number): void => {
    for (let n = 0; n < count; n++) one(n);
    move(count);
  };
  repeat(f, Math.floor(times / TURN), () => several(TURN));
  if (times % TURN > 0) several(times % TURN);
}
