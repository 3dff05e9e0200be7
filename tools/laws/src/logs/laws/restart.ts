import { expect } from 'vitest';
import type { LogRow } from './log-row.ts';
import { entriesOf } from '../testing/entries-of.ts';
import { bytesOf } from '../testing/text.ts';
import { told } from '../testing/told.ts';
import { withRestart } from '../testing/with-restart.ts';

const TOPICS = ['a', 'b', 'c'];

/** Every acknowledged entry is there again, with its sequence and its time, and further ones follow. */
export async function keepsEntriesOverARestart(row: LogRow): Promise<void> {
  let before: unknown;
  let last = 0;
  await withRestart(
    row,
    async log => {
      for (let count = 0; count < 40; count++) last = await log.append(TOPICS[count % 3]!, bytesOf(String(count)));
      before = await entriesOf(log, TOPICS);
    },
    async log => {
      const kept = await entriesOf(log, TOPICS);
      expect(kept.length).toBe(40);
      expect(kept).toEqual(before);
      for (const { sequence } of kept.slice(-5)) {
        const rest = kept.filter(entry => entry.sequence >= sequence);
        expect(await entriesOf(log, TOPICS, sequence)).toEqual(rest);
      }
      const reader = told(log.read('b', last + 1));
      const next = await log.append('b', bytesOf('new'));
      expect(next).toBeGreaterThan(last);
      await reader.reaches(1);
      expect(reader.items[0]).toMatchObject({ topic: 'b', sequence: next });
      reader.subscription.unsubscribe();
    },
  );
}
