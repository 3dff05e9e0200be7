import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { advance, advanceBy } from '../assembler/address.ts';
import type { Kernels } from '../ir/kernels.ts';
import { countDown } from './repeat.ts';
import { transpose4 } from './transpose4.ts';

/** The steps of k that {@link packRows} may write after its panel. */
export const OVERRUN = 3;

/**
 * The function `(source, stride, target, steps)`: for each k, copies `vectors` times four neighbours, from places `stride`
 * bytes apart to places `step` bytes apart, by default without gaps. It reads whole vectors.
 */
export function packColumns(kernels: Kernels, vectors: number, step: number = 16 * vectors): number {
  const [SOURCE, STRIDE, TARGET, STEPS] = [0, 1, 2, 3] as const;
  return kernels.of(`pack columns ${vectors}/${step}`, 4, f => {
    countDown(f, STEPS, () => {
      for (let offset = 0; offset < 16 * vectors; offset += 16) {
        f.get(TARGET).get(SOURCE).memory(v128.load, offset).memory(v128.store, offset);
      }
      advanceBy(f, SOURCE, STRIDE);
      advance(f, TARGET, step);
    });
  });
}

/**
 * The function `(source, stride, rows, target, step, steps)`: puts 1 to 4 rows, `stride` bytes apart, side by side: for each
 * k a vector, `step` bytes from the one before. Lanes without a row repeat the last. It takes four k at once, so it reads and
 * writes for up to {@link OVERRUN} more.
 */
export function packRows(kernels: Kernels): number {
  const [SOURCE, STRIDE, ROWS, TARGET, STEP, STEPS] = [0, 1, 2, 3, 4, 5] as const;
  return kernels.of('pack rows', 6, f => {
    const sources = [SOURCE, f.local('i32'), f.local('i32'), f.local('i32')] as const;
    const rows = sources.map(() => f.local('v128'));
    const fours = f.local('i32');
    let last: number = SOURCE;
    for (const [r, source] of sources.entries()) {
      if (r > 0) f.get(ROWS).i32(r).op(i32.gtU).get(STRIDE).op(i32.mul).get(last).op(i32.add).set(source);
      last = source;
    }
    f.get(STEPS).i32(OVERRUN).op(i32.add).i32(2).op(i32.shrU).set(fours);
    countDown(f, fours, () => {
      rows.forEach((row, r) => f.get(sources[r]!).memory(v128.load).set(row));
      transpose4(f, rows);
      for (const row of rows) {
        f.get(TARGET).get(row).memory(v128.store);
        advanceBy(f, TARGET, STEP);
      }
      for (const source of sources) advance(f, source, 16);
    });
  });
}
