import { expect, it } from 'vitest';
import { stoppedLine } from './stopped-line.ts';

it('a stopped run says how it is continued, or that it was not saved', () => {
  expect(stoppedLine({ save: 'runs/a', saved: true })).toBe('Stopped. Continue with --resume runs/a');
  expect(stoppedLine({ save: 'runs/a', saved: false })).toBe('Stopped before there was anything to save.');
  expect(stoppedLine({ save: undefined, saved: false })).toMatch(/^Stopped\. Nothing was saved: with --save <folder>/);
});
