import { expect, it } from 'vitest';
import { scheduleNote } from './schedule-note.ts';

it('says that a rate stays where its schedule ended, and nothing where it does not', () => {
  expect(scheduleNote({ schedule: 'cosine', scheduleSpan: { to: 10 } }, 20)).toMatch(/stays at its last value/);
  expect(scheduleNote({ schedule: 'cosine', scheduleSpan: { to: 20 } }, 20)).toBeUndefined();
  expect(scheduleNote({ schedule: 'constant', scheduleSpan: { to: 10 } }, 20)).toBeUndefined();
  expect(scheduleNote({ schedule: 'cosine' }, 20)).toBeUndefined();
});
