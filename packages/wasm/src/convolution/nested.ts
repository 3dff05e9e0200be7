import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { repeat } from '../emit/loops.ts';

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
