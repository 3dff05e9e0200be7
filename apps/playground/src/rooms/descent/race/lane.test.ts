import type { BehaviorSubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { DialValues } from '../../../controls/dial.ts';
import { scenes } from '../scenes/scenes.ts';
import { Lane } from './lane.ts';
import type { Entrant } from './scene.ts';
import { firstSettings } from './settings.ts';
import { firstDifference, movedChange, type Timeline, valueAt, withChange, withoutChange } from './timeline.ts';

const ravine = await scenes[0].load();
const settings = firstSettings(ravine);

/** An entrant, and the dials that each of its racers was given. */
function watched(name: string): { entrant: Entrant; given: DialValues[] } {
  const given: DialValues[] = [];
  const entrant = ravine.entrants.find(entrant => entrant.name === name)!;
  return { entrant: { ...entrant, enter: at => (given.push(at.dials), entrant.enter(at)) }, given };
}

const observed = (dials: DialValues): boolean =>
  Object.values(dials).some(dial => (dial as BehaviorSubject<number>).observed);

describe('a lane', () => {
  it('follows its sliders while it runs, and lets go of them when it is closed', () => {
    const { entrant, given } = watched('adam');
    const lane = new Lane(entrant, settings, settings.dials['adam']!);
    expect(observed(given[0]!)).toBe(false);
    lane.goTo(10);
    expect(observed(given[0]!)).toBe(true);
    lane.close();
    expect(observed(given[0]!)).toBe(false);
  });

  it('that runs again from its start lets go of the run before', () => {
    const { entrant, given } = watched('momentum');
    const lane = new Lane(entrant, settings, settings.dials['momentum']!);
    lane.goTo(500);
    lane.goTo(400);
    expect(given).toHaveLength(1);
    lane.goTo(2);
    expect(given.map(observed)).toEqual([false, true]);
    expect(lane.track).toHaveLength(3);
    lane.close();
  });
});

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
