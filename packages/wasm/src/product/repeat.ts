import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { plus } from '../assembler/address.ts';
import { push, type Amount } from '../assembler/amount.ts';

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
