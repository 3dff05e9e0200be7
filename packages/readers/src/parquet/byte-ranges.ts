import type { RandomAccess } from '../source/byte-source.ts';

type Range = readonly [from: number, to: number];

/** Bytes between two ranges that are worth reading to save a request. */
const GAP = 1 << 16;

/** Returns the bytes of ranges. Ranges that lie next to each other are read at once. */
export async function byteRanges(access: RandomAccess, ranges: readonly Range[]): Promise<readonly Uint8Array[]> {
  const runs: (readonly [from: number, to: number])[] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = runs.at(-1);
    if (last !== undefined && from - last[1] <= GAP) runs[runs.length - 1] = [last[0], Math.max(last[1], to)];
    else runs.push([from, to]);
  }
  const read = await Promise.all(runs.map(([from, to]) => access.slice(from, to)));
  return ranges.map(([from, to]) => {
    const at = runs.findIndex(run => run[0] <= from && to <= run[1]);
    return read[at]!.subarray(from - runs[at]![0], to - runs[at]![0]);
  });
}
