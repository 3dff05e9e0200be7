import { describe, expect, it } from 'vitest';
import { Race } from './control.ts';
import type { Scene } from './scene.ts';
import { scenes } from '../scenes/scenes.ts';
import { firstSettings, type Settings } from './settings.ts';
import { changedAt } from './timeline.ts';

const opened = async (name: string): Promise<Scene> => scenes.find(scene => scene.name === name)!.load();

/** Where all racers of a scene are by these settings, in a race of their own. */
function tracks(scene: Scene, settings: Settings): Record<string, Race['lanes'][number]['track']> {
  const race = new Race(scene);
  race.follow(settings);
  const all = Object.fromEntries(race.lanes.map(({ entrant, track }) => [entrant.name, [...track]]));
  race.close();
  return all;
}

const ravine = await opened('ravine');
const first = firstSettings(ravine);

describe('the opening race', () => {
  it('after 200 steps momentum is nearer to the minimum than plain descent', () => {
    const { sgd, momentum } = tracks(ravine, { ...first, step: 200 });
    const distance = ([x, y]: readonly number[]) => Math.hypot(x!, y!);
    expect(sgd).toHaveLength(201);
    expect(distance(momentum!.at(-1)!)).toBeLessThan(distance(sgd!.at(-1)!) / 10);
  });
});

describe.each(scenes.map(({ name }) => name))('%s', name => {
  it('with all entrants as they are at first, nobody is lost within 300 steps', async () => {
    const scene = await opened(name);
    const racing = scene.entrants.map(({ name }) => name);
    for (const [entrant, track] of Object.entries(tracks(scene, { ...firstSettings(scene), racing, step: 300 })))
      expect(track.length, entrant).toBe(301);
  });

  it('going back, and further back than is kept, is as not having gone there', async () => {
    const scene = await opened(name);
    const settings = { ...firstSettings(scene), racing: scene.entrants.map(({ name }) => name) };
    const race = new Race(scene);
    for (const step of [450, 440, 460, 3, 20]) race.follow({ ...settings, step });
    const there = Object.fromEntries(race.lanes.map(({ entrant, track }) => [entrant.name, track]));
    expect(there).toEqual(tracks(scene, { ...settings, step: 20 }));
    race.close();
  });
});

describe('a slider', () => {
  const slid = (step: number, value: number): Settings => ({
    ...first,
    dials: { ...first.dials, sgd: { rate: changedAt(first.dials['sgd']!['rate']!, step, value) } },
  });

  it('whose past is changed lets the race run again from there, to the same numbers as a new one', () => {
    const race = new Race(ravine);
    race.follow({ ...first, step: 600 });
    for (const change of [50, 580, 0]) {
      const settings = { ...slid(change, 0.005), step: 600 };
      race.follow(settings);
      expect(race.lanes[0]!.track).toEqual(tracks(ravine, settings)['sgd']);
    }
    race.close();
  });

  it('acts on the running race from its step on, and the race can be run again to the same numbers', () => {
    const race = new Race(ravine);
    race.follow({ ...first, step: 50 });
    race.follow({ ...slid(50, 0.005), step: 50 });
    race.follow({ ...slid(50, 0.005), step: 100 });
    const [sgd] = race.lanes;
    const plain = tracks(ravine, { ...first, step: 100 });
    expect(sgd!.track.slice(0, 51)).toEqual(plain['sgd']!.slice(0, 51));
    expect(sgd!.track[51]).not.toEqual(plain['sgd']![51]);
    expect(tracks(ravine, { ...slid(50, 0.005), step: 100 })['sgd']).toEqual(sgd!.track);
    race.close();
  });

  it('at a rate that diverges stops that racer alone, and going back it lives again', () => {
    const race = new Race(ravine);
    const settings = slid(10, 10);
    race.follow({ ...settings, step: 100 });
    const [sgd, momentum] = race.lanes;
    expect(sgd!.failedAt).toBeGreaterThan(10);
    expect(sgd!.track.every(spot => spot.every(Number.isFinite))).toBe(true);
    expect([momentum!.failedAt, momentum!.track.length]).toEqual([undefined, 101]);
    race.follow({ ...settings, step: 5 });
    expect([sgd!.failedAt, sgd!.track.length]).toEqual([undefined, 6]);
    race.follow({ ...first, step: 100 });
    expect(sgd!.track).toEqual(tracks(ravine, { ...first, step: 100 })['sgd']);
    race.close();
  });
});

describe('another seed', () => {
  it('draws other batches, and the same seed the same ones', async () => {
    const irises = await opened('irises');
    const settings = { ...firstSettings(irises), step: 20 };
    const [one, same, other] = [1, 1, 2].map(seed => tracks(irises, { ...settings, seed }));
    expect(one).toEqual(same);
    expect(one!['batch']).toEqual(other!['batch']);
    expect(one!['single']).not.toEqual(other!['single']);
  });
});
