import type { Pooling } from '@thalweg/graph/engine';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { repeat } from './loops.ts';

/** The bytes of an image of float32. */
export function imageBytes({ rows, columns, channels }: Pooling): number {
  return 4 * rows.size * columns.size * channels;
}

/** Writes a loop over images, as many as a local says or as there are, and moves addresses from one to the next. */
export function eachImage(
  f: Func,
  pooling: Pooling,
  local: number | undefined,
  addresses: readonly number[],
  body: () => void,
): void {
  repeat(f, local === undefined ? pooling.images : { local }, () => {
    body();
    for (const address of addresses) advance(f, address, imageBytes(pooling));
  });
}
