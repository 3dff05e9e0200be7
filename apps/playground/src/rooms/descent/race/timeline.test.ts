import { describe, expect, it } from 'vitest';
import { firstDifference, movedChange, valueAt, withChange, withoutChange, type Timeline } from './timeline.ts';

const falling: Timeline = [
  [0, 0.1],
  [100, 0.05],
  [200, 0.01],
];

describe('a schedule', () => {
  it('takes a change anywhere, and keeps the later ones', () => {
    expect(withChange(falling, 150, 0.02)).toEqual([...falling.slice(0, 2), [150, 0.02], [200, 0.01]]);
    expect(withChange(falling, 100, 0.06)).toEqual([falling[0], [100, 0.06], falling[2]]);
    expect(valueAt(withChange(falling, 0, 0.2), 50)).toBe(0.2);
  });

  it('loses a change, but not its first value', () => {
    expect(withoutChange(falling, 1)).toEqual([falling[0], falling[2]]);
    expect(withoutChange(falling, 0)).toEqual(falling);
  });

  it('has changes that stay between their neighbours, and the first at the start', () => {
    expect(movedChange(falling, 1, 250, 0.03)[1]).toEqual([199, 0.03]);
    expect(movedChange(falling, 1, -5, 0.03)[1]).toEqual([1, 0.03]);
    expect(movedChange(falling, 2, 900, 0.02)[2]).toEqual([900, 0.02]);
    expect(movedChange(falling, 0, 40, 0.2)[0]).toEqual([0, 0.2]);
  });

  it('differs from another one from a step on', () => {
    expect(firstDifference(falling, falling)).toBe(Infinity);
    expect(firstDifference(falling, movedChange(falling, 2, 200, 0.02))).toBe(200);
    expect(firstDifference(falling, withoutChange(falling, 1))).toBe(100);
    expect(firstDifference(falling, movedChange(falling, 2, 150, 0.01))).toBe(150);
  });
});
