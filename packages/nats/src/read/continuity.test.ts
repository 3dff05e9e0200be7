import { expect, it } from 'vitest';
import type { Link } from '../link/link.ts';
import { Continuity, type Drops } from './continuity.ts';
import type { ServerConsumer } from './server-consumer.ts';

/** A stream whose ends a test sets, as a link sees it. */
function streamOf(state: { first_seq: number; last_seq: number }): Link {
  return { manager: { streams: { info: () => Promise.resolve({ state, created: 'then' }) } } } as unknown as Link;
}

const consumer = (all: boolean): ServerConsumer =>
  ({ hasDeliveredAll: () => Promise.resolve(all) }) as unknown as ServerConsumer;

function continuityOf(state: { first_seq: number; last_seq: number }, drops: Drops = 'oldest'): Continuity {
  return new Continuity(streamOf(state), { stream: 'log', from: 3, drops });
}

it('is sure of messages that follow each other', () => {
  const continuity = continuityOf({ first_seq: 1, last_seq: 9 });
  for (const sequence of [3, 4, 5]) {
    continuity.delivered(sequence);
    expect(continuity.covers(sequence)).toBe(true);
  }
});

it('asks once for all gaps before what was delivered, and goes on if what lies between is kept', async () => {
  const continuity = continuityOf({ first_seq: 4, last_seq: 20 });
  for (const sequence of [3, 6, 7, 12]) continuity.delivered(sequence);
  expect([3, 6, 7, 12].map(sequence => continuity.covers(sequence))).toEqual([true, false, false, false]);
  await continuity.confirm();
  expect([6, 7, 12].every(sequence => continuity.covers(sequence))).toBe(true);
});

it('says that messages are missing which are no longer kept', async () => {
  const continuity = continuityOf({ first_seq: 5, last_seq: 20 });
  for (const sequence of [3, 6]) continuity.delivered(sequence);
  await expect(continuity.confirm()).rejects.toMatchObject({ reason: 'trimmed' });
});

it('does not miss what was dropped while the server had nothing for this reading', async () => {
  const state = { first_seq: 1, last_seq: 3 };
  const outcomes: boolean[] = [];
  for (const all of [true, false]) {
    const continuity = continuityOf(state);
    continuity.delivered(3);
    Object.assign(state, { first_seq: 50, last_seq: 60 });
    await continuity.waits(consumer(all));
    continuity.delivered(61);
    outcomes.push(continuity.covers(61));
  }
  expect(outcomes).toEqual([true, false]);
});

it('lets keys drop what is replaced', () => {
  const ends = { first: 9, last: 20, created: 'then' };
  expect(() => continuityOf({ first_seq: 9, last_seq: 20 }, 'replaced').begin(ends)).not.toThrow();
  expect(() => continuityOf({ first_seq: 9, last_seq: 20 }, 'nothing').begin(ends)).toThrow(
    'entries are kept from sequence 9 on',
  );
});

it('notices that a stream ends before what was read', () => {
  const ends = { first: 1, last: 1, created: 'then' };
  expect(() => continuityOf({ first_seq: 1, last_seq: 1 }).begin(ends)).toThrow('the log must reach up to sequence 2');
});

it('notices that another stream has taken the place of the one that was read, however long it is', () => {
  const continuity = continuityOf({ first_seq: 1, last_seq: 9 });
  continuity.begin({ first: 1, last: 9, created: 'then' });
  expect(() => continuity.begin({ first: 1, last: 50, created: 'then' })).not.toThrow();
  expect(() => continuity.begin({ first: 1, last: 50, created: 'later' })).toThrow(
    'the log must be the one that was read before, created then, got one created later',
  );
});
