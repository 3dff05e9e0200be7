import { describe, expect, it } from 'vitest';
import { scenes } from '../scenes/scenes.ts';
import { firstSettings, formatSettings, parseSettings } from './settings.ts';
import { changedAt, parseTimeline, valueAt } from './timeline.ts';

const ravine = await scenes[0].load();
const first = firstSettings(ravine);

describe('settings in the address', () => {
  it('are read as they were written', () => {
    const rate = changedAt(changedAt(first.dials['sgd']!['rate']!, 7, 0.5), 90, 0.25);
    const settings = {
      ...first,
      start: [0.5, -1e-7] as const,
      racing: ['sgd', 'lion'],
      dials: { ...first.dials, sgd: { rate } },
      step: 120,
      speed: 5,
      seed: 4,
      by: 'time' as const,
    };
    expect(parseSettings(ravine, formatSettings(ravine, settings))).toEqual({ settings, problems: [] });
  });

  it('leave out what is as at first', () => {
    expect(formatSettings(ravine, first)).toEqual({ on: 'ravine', from: '-3,1.5', race: 'sgd,momentum', step: '0' });
    expect(parseSettings(ravine, {})).toEqual({ settings: first, problems: [] });
  });

  it.each([
    ['from', '1'],
    ['from', 'a,b'],
    ['from', ',1'],
    ['from', '1e300,0'],
    ['from', '0,-1e39'],
    ['race', 'sgd,horse'],
    ['step', '-1'],
    ['step', '5001'],
    ['step', '1.5'],
    ['speed', '31'],
    ['by', 'luck'],
    ['sgd.rate', ''],
    ['sgd.rate', '11'],
    ['sgd.rate', '0.1~5'],
    ['sgd.rate', '0.1~5:0.2~5:0.3'],
  ])('that make no sense stay as at first: %s=%s', (key, text) => {
    const { settings, problems } = parseSettings(ravine, { [key]: text });
    expect(settings).toEqual(first);
    expect(problems).toEqual([expect.stringContaining(`“${key}=${text}”`)]);
  });
});

describe('a timeline', () => {
  it('holds a value from its step on', () => {
    const timeline = parseTimeline('1~10:2~20:3')!;
    expect([0, 9, 10, 19, 20, 999].map(step => valueAt(timeline, step))).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('that changes at a step forgets what was to come', () => {
    expect(changedAt(parseTimeline('1~10:2~20:3')!, 10, 5)).toEqual([
      [0, 1],
      [10, 5],
    ]);
    expect(changedAt(parseTimeline('1~10:2')!, 10, 1)).toEqual([[0, 1]]);
  });
});
