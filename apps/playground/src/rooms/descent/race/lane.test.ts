import type { BehaviorSubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { DialValues } from '../../../controls/dial.ts';
import { Lane } from './lane.ts';
import type { Entrant } from './scene.ts';
import { scenes } from '../scenes/scenes.ts';
import { firstSettings } from './settings.ts';

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
