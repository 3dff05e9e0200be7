import { describe, expect, it } from 'vitest';
import { rate } from '../../controls/dial.ts';
import { changeAt, changedByKey, curvePath, type CurvePlace, lastStepOf, lossColumns, pixelOf } from './curves.ts';
import type { Spot, Standing } from './race/lane.ts';
import type { Scene } from './race/scene.ts';

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

const place: CurvePlace = { dial: rate(0.1), width: 300, height: 74, last: 600 };

describe('the curve of a schedule', () => {
  it('leads from a step and a value to a pixel and back', () => {
    for (const [step, value] of [
      [0, 10],
      [120, 0.01],
      [600, 0.0001],
    ] as const)
      expect(changeAt(place, ...pixelOf(place, step, value))).toEqual([step, value]);
  });

  it('has the largest value on top, and nothing outside', () => {
    expect(pixelOf(place, 300, 10)).toEqual([150, 12]);
    expect(changeAt(place, -40, -40)).toEqual([0, 10]);
    expect(changeAt(place, 999, 999)).toEqual([600, 0.0001]);
  });

  it('is level up to each change', () => {
    expect(
      curvePath(place, [
        [0, 10],
        [300, 0.0001],
      ]),
    ).toBe('M0 12H150V62H300');
  });

  it('shows all changes, and the race', () => {
    expect(lastStepOf([[0, 1]], 0)).toBe(100);
    expect(lastStepOf([[0, 1]], 700)).toBe(700);
    expect(lastStepOf([[0, 1], [800, 2]], 300)).toBe(1000); // prettier-ignore
    expect(lastStepOf([[0, 1], [4900, 2]], 300)).toBe(5000); // prettier-ignore
  });
});

describe('the keys of a schedule', () => {
  const timeline = [
    [0, 0.1],
    [100, 0.01],
  ] as const;
  const by = (key: string, shiftKey = false) => changedByKey(rate(0.1), timeline, 1, { key, shiftKey });

  it('move a change by a step or a hundredth, with Shift ten times as far, and remove it', () => {
    expect(by('ArrowLeft')).toEqual([timeline[0], [99, 0.01]]);
    expect(by('ArrowRight', true)).toEqual([timeline[0], [110, 0.01]]);
    expect(by('ArrowUp')![1]).toEqual([100, 0.0112]);
    expect(by('ArrowDown', true)![1]).toEqual([100, 0.00316]);
    expect(by('Delete')).toEqual([timeline[0]]);
    expect(by('Enter')).toBeUndefined();
  });

  it('stop at the ends of the slider', () => {
    let lowest = timeline[1][1] as number;
    for (let i = 0; i < 9; i++)
      lowest = changedByKey(rate(0.1), [[0, lowest]], 0, { key: 'ArrowDown', shiftKey: true })![0]![1];
    expect(lowest).toBe(1e-4);
  });
});
