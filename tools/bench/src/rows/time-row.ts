import type { RatioRow, Sides } from './ratio-row.ts';

/** A row with the least times of its sides, in microseconds. What else the machine does only adds to a time. */
export interface TimedRow {
  readonly row: RatioRow;
  readonly ours: number;
  readonly reference: number;
}

/** Times a row. With `single` each side gets one small turn, which only shows that the row works. */
export async function timeRow(row: RatioRow, { single = false } = {}): Promise<TimedRow> {
  const sides = await row.prepare(single ? 'small' : 'whole');
  try {
    // The first turn warms up.
    if (!single) await pairOf(sides);
    let [ours, reference] = [Infinity, Infinity];
    for (let turn = 0; turn < (single ? 1 : row.turns); turn++) {
      const [own, other] = await pairOf(sides);
      ours = Math.min(ours, own);
      reference = Math.min(reference, other);
    }
    if (!(ours >= 0 && reference > 0 && Number.isFinite(ours / reference)))
      throw new Error(`its times must be numbers, got ${ours} beside ${reference} µs`);
    return { row, ours, reference };
  } finally {
    await sides.close?.();
  }
}

async function pairOf({ ours, reference }: Sides): Promise<readonly [ours: number, reference: number]> {
  return [await ours(), await reference()];
}
