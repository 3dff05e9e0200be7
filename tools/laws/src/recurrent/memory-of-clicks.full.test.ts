import { expect, it } from 'vitest';
import { memoryOfClicks } from './testing/clicks.ts';

it.each([
  ['a gated cell', false],
  ['a linear cell with traces', true],
])('two hundred thousand events of users, half of whom have a carry, leave memory as it was: %s', (_, traces) => {
  const marks = memoryOfClicks(200_000, traces);
  console.log(`heap ${marks.map(mark => (mark / 1e6).toFixed(1)).join(' ')} MB`);
  const [, warm, ...later] = marks;
  expect(Math.max(...later) - warm!).toBeLessThan(500_000);
});
