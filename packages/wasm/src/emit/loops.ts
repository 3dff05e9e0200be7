import type { Func } from '../assembler/func.ts';
import { i32 } from '../assembler/opcodes.ts';

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
