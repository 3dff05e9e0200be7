import { expect, it } from 'vitest';
import { ratesReading, stepLengths } from './step-lengths.ts';

const all = [...stepLengths()].at(-1)!;
const lengthsOf = (title: string) => all.find(one => one.title === title)!.lengths;

it('has the lengths of the lecture', () => {
  const shown = (title: string) => [1, 10, 100, 1000].map(t => lengthsOf(title)[t - 1]!.toPrecision(3));
  expect(shown('Adagrad')).toEqual(['0.100', '0.0316', '0.0100', '0.00316']);
  expect(shown('RMSprop')).toEqual(['0.316', '0.124', '0.100', '0.100']);
});

it('follows the closed forms on a slope of 1', () => {
  const forms: Readonly<Record<string, (t: number) => number>> = {
    SGD: () => 0.1,
    Momentum: t => 1 - 0.9 ** t,
    Nesterov: t => 1 - 0.9 ** (t + 1),
    Adagrad: t => 0.1 / Math.sqrt(t),
    RMSprop: t => 0.1 / Math.sqrt(1 - 0.9 ** t),
    Adam: () => 0.1,
    Lion: () => 0.1,
  };
  for (const [title, form] of Object.entries(forms))
    for (const t of [1, 7, 30, 400, 1000]) expect(lengthsOf(title)[t - 1]).toBeCloseTo(form(t), 5);
});

it('says something else at the first step, on the way, and at the last', () => {
  const readings = [1, 2, 30, 1000].map(t => ratesReading(t, all));
  expect(new Set(readings.map(({ sentence }) => sentence)).size).toBe(4);
  expect(readings.map(({ now }) => now)).toEqual(['0.100', '0.0707', '0.0183', '0.00316']);
  expect(readings.map(({ isDone }) => isDone)).toEqual([false, false, false, true]);
  expect(
    ratesReading(
      1000,
      [...all].map(one => ({ ...one, lengths: [0.1] })),
    ),
  ).toMatchObject({ now: '…', isDone: false });
});
