import { describe, expect, it } from 'vitest';
import type { Spot } from './lane.ts';
import { lossColumns } from './loss-columns.ts';
import type { Scene } from './scene.ts';
import type { Standing } from './track-view.ts';

const standing = (...losses: number[]) => ({ track: losses.map((loss): Spot => [0, 0, loss]) }) as unknown as Standing;
const scene = (...minima: number[]) => ({ minima: minima.map(loss => ({ x: 0, y: 0, loss })) }) as unknown as Scene;

describe('the columns of losses', () => {
  it('are cut off at 100 times the first loss, and go on there', () => {
    const { columns, top } = lossColumns(scene(), [standing(2, 1, 0.5), standing(2, 900, 1e30)]);
    expect(top).toBe(200);
    expect(columns).toEqual([
      [0, 1, 2],
      [2, 1, 0.5],
      [2, 200, 200],
    ]);
  });

  it('are the excess over the lowest minimum, and end where numbers do', () => {
    const { columns, top } = lossColumns(scene(-1, 0), [standing(1, -1, 999), standing(3)]);
    expect(top).toBe(400);
    expect(columns).toEqual([
      [0, 1, 2],
      [2, 1e-9, 400],
      [4, null, null],
    ]);
  });
});
