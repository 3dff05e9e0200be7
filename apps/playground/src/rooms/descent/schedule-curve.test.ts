import { describe, expect, it } from 'vitest';
import { rate } from '../../controls/dial.ts';
import { changeAt, curvePath, lastStepOf, pixelOf, type CurvePlace } from './schedule-curve.ts';

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
