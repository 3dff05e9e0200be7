import type { RatioRow, Sides } from './ratio-row.ts';

/** A row with its times: medians over the turns, in microseconds, and the median of their ratios. */
export interface TimedRow {
  readonly row: RatioRow;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
}

/** Times a row. With `single` each side gets one small turn, which only shows that the row works. */
export async function timeRow(row: RatioRow, { single = false } = {}): Promise<TimedRow> {
  const sides = await row.prepare(single ? 'small' : 'whole');
  try {
    // The first turn warms up.
    if (!single) await pairOf(sides);
    const pairs: (readonly [number, number])[] = [];
    for (let turn = 0; turn < (single ? 1 : row.turns); turn++) pairs.push(await pairOf(sides));
    const timed = {
      row,
      ours: median(pairs.map(([ours]) => ours)),
      reference: median(pairs.map(([, reference]) => reference)),
      ratio: median(pairs.map(([ours, reference]) => ours / reference)),
    };
    if (!Number.isFinite(timed.ratio) || timed.ours < 0)
      throw new Error(`its times must be numbers, got ${timed.ours} beside ${timed.reference} µs`);
    return timed;
  } finally {
    await sides.close?.();
  }
}

async function pairOf({ ours, reference }: Sides): Promise<readonly [ours: number, reference: number]> {
  return [await ours(), await reference()];
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
}
