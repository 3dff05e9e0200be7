import { expect, it } from 'vitest';
import { resultLine, type Result } from './result.ts';

const result: Result = { task: 'spam', workers: 2, every: 10, rounds: 4, left: 0, quality: undefined, course: [], bytesPerSample: undefined, deltas: {}, deaths: 0, seconds: 1.25, already: false }; // prettier-ignore

it.each<[Partial<Result>, string]>([
  [{}, '4 rounds in 1.3 s.'],
  [{ rounds: 1, deaths: 1 }, '1 round in 1.3 s, 1 death of a process.'],
  [{ left: 3, deaths: 2 }, 'Stopped after 4 rounds, 3 before the end, 2 deaths of processes.'],
  [{ already: true }, 'Already finished: 4 rounds.'],
])('the result of %j is told', (more, line) => {
  expect(resultLine({ ...result, ...more })).toBe(line);
});
