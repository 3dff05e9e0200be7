import { expect, it } from 'vitest';
import { LATE, learnLateLabels } from './testing/late-labels.ts';

const EVENTS = 300_000;

it('300,000 events of a stream with labels that come late leave memory as it was after warm-up, and each label is learned once', () => {
  const { learned, marks, counts } = learnLateLabels(EVENTS);
  const [warm, ...later] = marks;
  console.log(`learned ${learned}, heap ${marks.map(mark => (mark / 1e6).toFixed(1)).join(' ')} MB`);
  expect(Math.max(...later) - warm!).toBeLessThan(1_000_000);
  expect(counts).toMatchObject({ records: EVENTS, missing: 0, evicted: 0, late: 0, duplicate: 0, unmatched: 0 });
  expect(learned).toBeGreaterThan(EVENTS - LATE);
}); // prettier-ignore
