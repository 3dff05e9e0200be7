import { expect, it } from 'vitest';
import { isRare, learnRare, rareReading } from './rare-run.ts';

const states = [...learnRare()];

it('has the errors of the lecture after 1,000 examples', () => {
  const { seen, learned } = states.at(-1)!;
  expect(seen).toBe(1000);
  expect(learned.map(({ errors }) => errors.map(error => error.toFixed(2)))).toEqual([
    ['0.02', '0.81'],
    ['0.02', '0.05'],
  ]);
});

it('moves the rare weight with the rare feature only', () => {
  for (let i = 0; i < 1000; i++)
    for (const which of [0, 1]) {
      const [before, after] = [states[i]!, states[i + 1]!].map(({ learned }) => learned[which]!.weights);
      expect(before![isRare(i) ? 0 : 1]).toBe(after![isRare(i) ? 0 : 1]);
    }
});

it('says something else at the start, after one rare example, after some, while it learns, and at the end', () => {
  const readings = [0, 100, 500, 550, 1000].map(seen => rareReading(states[seen]!));
  expect(new Set(readings.map(({ sentence }) => sentence)).size).toBe(5);
  expect(readings.map(({ isDone }) => isDone)).toEqual([false, false, false, false, true]);
  expect(readings[0]).toMatchObject({ before: '1.00', now: '1.00' });
  expect(readings[4]).toMatchObject({ before: '0.81', now: '0.05' });
});
