import { describe, expect, it } from 'vitest';
import { lectureItems } from './parts/stop.ts';
import { formatStop, openStop, stops } from './stops.ts';

it('the sixteen items of the lecture are each covered by a stop', () => {
  expect(lectureItems).toHaveLength(16);
  const covered = new Set(stops.flatMap(({ covers }) => covers));
  expect(lectureItems.filter(item => !covered.has(item))).toEqual([]);
});

describe('a stop of the lecture', () => {
  it('opens as it was left', () => {
    for (const stop of stops)
      for (const guess of [undefined, -1, 0, 1]) {
        const opened = openStop(formatStop(stop, guess, { decay: '0.5' }));
        expect(opened).toMatchObject({ stop, guess, scene: { decay: '0.5' }, problems: [] });
      }
  });

  it('is the first one if the address names none', () => {
    expect(openStop({})).toMatchObject({ stop: stops[0], index: 0, before: undefined, problems: [] });
  });

  it('tells of an unknown stop and of an answer that does not exist', () => {
    expect(openStop({ stop: 'nowhere', decay: '1' })).toMatchObject({
      stop: stops[0],
      scene: {},
      problems: ['There is no stop “nowhere”. This is the first one.'],
    });
    expect(openStop({ guess: '9' })).toMatchObject({
      guess: undefined,
      problems: ['“guess=9” could not be read and was left out.'],
    });
  });
});
