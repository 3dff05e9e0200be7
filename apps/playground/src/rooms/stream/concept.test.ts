import { describe, expect, it } from 'vitest';
import { conceptAt, PERIOD, SPAN, TURN } from './concept.ts';
import { eventAt } from './event.ts';

const angles =
  (...events: number[]) =>
  (drifts: Parameters<typeof conceptAt>[0]) =>
    events.map(event => conceptAt(drifts, event).angle - conceptAt([], 1).angle);

describe('a concept', () => {
  it('turns at once after a sudden drift', () => {
    expect(angles(1, 400, 401, 9000)([{ kind: 'sudden', at: 400 }])).toEqual([0, 0, TURN, TURN]);
  });

  it('gives way gradually to another, which stays', () => {
    const drifts = [{ kind: 'gradual', at: 100 }] as const;
    expect(conceptAt(drifts, 100).share).toBe(0);
    expect(conceptAt(drifts, 100 + SPAN / 4).share).toBe(0.25);
    expect(angles(100, 100 + SPAN - 1, 100 + SPAN)(drifts)).toEqual([0, 0, TURN]);
  });

  it('recurs after each period', () => {
    const drifts = [{ kind: 'recurring', at: 50 }] as const;
    expect(angles(50, 51, 50 + PERIOD, 51 + PERIOD, 51 + 2 * PERIOD)(drifts)).toEqual([0, TURN, TURN, 0, TURN]);
  });

  it('goes on from where the next drift found it', () => {
    const drifts = [
      { kind: 'gradual', at: 100 },
      { kind: 'recurring', at: 150 },
      { kind: 'sudden', at: 150 + PERIOD + 10 },
    ] as const;
    // The recurring drift had just returned to the concept that the gradual one ended with.
    expect(angles(151, 150 + PERIOD + 1, 150 + PERIOD + 11)(drifts)).toEqual([2 * TURN, TURN, 2 * TURN]);
  });
});

describe('an event', () => {
  it('follows the new concept as often as the drift has progressed', () => {
    const drifts = [{ kind: 'gradual', at: 0 }] as const;
    const sudden = [{ kind: 'sudden', at: 0 }] as const;
    // Many seeds, one place: which concept gave the label shows where both differ.
    let [differ, follow] = [0, 0];
    for (let seed = 0; seed < 4000; seed++) {
      const at = SPAN / 4;
      const label = (drifts: Parameters<typeof conceptAt>[0]) => eventAt({ seed, drifts, noise: 0 }, at).label;
      if (label([]) === label(sudden)) continue;
      differ++;
      if (label(drifts) === label(sudden)) follow++;
    }
    // The boundary turned by 120° of 180°.
    expect(differ / 4000).toBeCloseTo(2 / 3, 1);
    expect(follow / differ).toBeCloseTo(0.25, 1);
  });

  it('has a wrong label as often as the settings say', () => {
    const wrong = Array.from({ length: 4000 }, (_, i) => i + 1).filter(
      id =>
        eventAt({ seed: 1, drifts: [], noise: 0.2 }, id).label !== eventAt({ seed: 1, drifts: [], noise: 0 }, id).label,
    );
    expect(wrong.length / 4000).toBeCloseTo(0.2, 1);
  });
});
