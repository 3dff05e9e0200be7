import { describe, expect, it } from 'vitest';
import type { Spot } from './race/lane.ts';
import { lossColumns } from './loss-columns.ts';
import type { Scene } from './race/scene.ts';
import type { Standing } from './race/track-view.ts';

const standing = (...losses: number[]): Standing =>
  ({
    track: losses.map((loss): Spot => [0, 0, loss]),
    times: losses.map((_, i) => i / 4),
    examplesOfStep: 50,
  }) as never;
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

  it('may be by examples read, or by time: each racer has its own places', () => {
    const racers = [standing(4, 2, 1), { ...standing(4, 3), examplesOfStep: 10, times: [0, 0.25] }];
    expect(lossColumns(scene(), racers, 'examples').columns).toEqual([
      [0, 10, 50, 100],
      [4, null, 2, 1],
      [4, 3, null, null],
    ]);
    expect(lossColumns(scene(), racers, 'time').columns).toEqual([
      [0, 0.25, 0.5],
      [4, 2, 1],
      [4, 3, null],
    ]);
  });

  it('are of some hundred steps, the last among them, however many there are', () => {
    const long = standing(...Array.from({ length: 4321 }, (_, i) => 1 / (i + 1)));
    for (const by of ['step', 'examples', 'time'] as const) {
      const [places, losses] = lossColumns(scene(), [long], by).columns;
      expect(places!.length).toBeLessThanOrEqual(402);
      expect(losses!.at(-1)).toBe(1 / 4321);
    }
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
