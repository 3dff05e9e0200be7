import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { repeat } from './loops.ts';

/** The elements of a reduction, and how the results of blocks are combined. */
interface Pairing {
  readonly length: number;
  /** The most elements of a block; all by default. */
  readonly block?: number | undefined;
  readonly op: number;
  /** The local with the result of a block, and in the end of all. */
  readonly result: number;
}

/**
 * Writes a reduction in blocks, which `inOrder` reduces, and combines their results in pairs, as the interpreter does. The local
 * of each level keeps the result of a power of two blocks while the bit of that power is set in the number of blocks so far.
 */
export function inPairs(
  f: Func,
  { length, block = Infinity, op, result }: Pairing,
  inOrder: (count: number) => void,
): void {
  const before = Math.max(0, Math.ceil(length / block) - 1);
  if (before === 0) return inOrder(length);
  const count = f.local('i32');
  const levels = Array.from({ length: 32 - Math.clz32(before) }, () => f.local('f64'));
  const combine = (level: number): Func => f.get(level).get(result).op(op).set(result);
  f.i32(0).set(count);
  repeat(f, before, () => {
    inOrder(block);
    f.block(() => {
      levels.forEach((level, bit) => {
        f.get(count)
          .i32(2 ** bit)
          .op(i32.and)
          .op(i32.eqz);
        f.if(() => f.get(result).set(level).br(1));
        combine(level);
      });
    });
    f.get(count).i32(1).op(i32.add).set(count);
  });
  inOrder(length - before * block);
  for (const [bit, level] of levels.entries()) if ((before & (2 ** bit)) !== 0) combine(level);
}
