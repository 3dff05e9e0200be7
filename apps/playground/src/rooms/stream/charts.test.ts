import { describe, expect, it } from 'vitest';
import {
  accuracyChart,
  boundaryOf,
  curvePath,
  detectorChart,
  dotsOf,
  eventTicks,
  type Frame,
  truthsOf,
  xOf,
  yOf,
} from './charts.ts';
import { REACH, Run, viewOf } from './run.ts';
import { firstSettings } from './settings.ts';

const frame: Frame = { width: 210, height: 110, left: 5, right: 5, top: 5, bottom: 5, event: 3000, low: 0, high: 1 };

describe('a chart', () => {
  it('shows the last events, from the left end to the right', () => {
    expect([xOf(frame, 3000 - REACH), xOf(frame, 3000)]).toEqual([5, 205]);
    expect([yOf(frame, 0), yOf(frame, 1), yOf(frame, 7)]).toEqual([105, 5, 5]);
  });

  it('interrupts a curve where there is no value', () => {
    const points = [1000, 2000, 2500, 3000].map((event, i) => [event, [0, NaN, 1, 0.5][i]] as const);
    expect(curvePath(frame, points)).toBe('M5.0 105.0M155.0 5.0L205.0 55.0');
  });

  it('has labels at round events', () => {
    expect(eventTicks(10)).toEqual([0, 500, 1000, 1500, 2000]);
    expect(eventTicks(3100)).toEqual([1500, 2000, 2500, 3000]);
  });
});

describe('the pictures of a run', () => {
  const run = new Run({ ...firstSettings(), late: 40, drifts: [{ kind: 'sudden', at: 500 }] });
  run.advance(900);
  const view = viewOf(run);

  it('mark each reaction where it happened, without covering each other', () => {
    const { curves, drifts } = accuracyChart(view, [{ kind: 'sudden', at: 500 }], 600);
    const [none, ...others] = curves.map(({ reacted }) => reacted);
    expect(none).toEqual([]);
    expect(others.every(places => places.length > 0)).toBe(true);
    const places = others.flat();
    for (const [i, a] of places.entries())
      for (const b of places.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(8);
    expect(drifts.map(({ text }) => text)).toEqual(['sudden']);
  });

  it('mark the alarms of a detector', () => {
    const { alarms, statistic, threshold } = detectorChart(view, 0, 200);
    expect(alarms.map(({ at }) => at)).toEqual(view.history.alarms[0]);
    expect(statistic).toMatch(/^M.*L/);
    expect(threshold).toMatch(/^M.*L/);
  });

  it('show the points whose label has not come', () => {
    expect(
      dotsOf(view)
        .filter(({ waits }) => waits)
        .map(({ id }) => id),
    ).toEqual(Array.from({ length: 40 }, (_, i) => 861 + i));
  });
});

describe('a boundary', () => {
  it('is where the weighted sum is 0, from edge to edge', () => {
    expect(boundaryOf([1, 0, 0.5])).toEqual({ x1: -50, y1: 100, x2: -50, y2: -100 });
    expect(boundaryOf([1, 1, 0])).toEqual({ x1: -100, y1: -100, x2: 100, y2: 100 });
    expect(boundaryOf([1, 0, 2])).toBeUndefined();
    expect(boundaryOf([0, 0, 0])).toBeUndefined();
  });

  it('of the truth fades into the next one', () => {
    const drifts = [{ kind: 'gradual', at: 0 }] as const;
    expect(truthsOf(drifts, 99).map(({ share }) => share)).toEqual([0.75, 0.25]);
    expect(truthsOf([], 99)).toHaveLength(1);
  });
});
