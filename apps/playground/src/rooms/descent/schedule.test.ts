import { describe, expect, it } from 'vitest';
import { rate } from '../../controls/dial.ts';
import { changeAt, changedByKey, curvePath, type CurvePlace, lastStepOf, pixelOf } from './schedule.ts';

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
