import { expect } from 'vitest';
import type { LogRow } from './log-row.ts';
import { entriesOf } from '../testing/entries-of.ts';
import { bytesOf, textOf } from '../testing/text.ts';
import { told } from '../testing/told.ts';
import { until } from '../testing/until.ts';
import { withLog } from '../testing/with-log.ts';

/** It emits the present value, and each newer one or the newest of them; never an older one, and none twice. */
export async function followsAKey(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    let version = (await log.swap('model', 0, bytesOf('0')))!;
    const early = told(log.watch('model'));
    await early.reaches(1);
    expect(textOf(early.items[0]!)).toBe('0');
    const watchers = [early];
    for (let count = 1; count <= 30; count++) {
      version = (await log.swap('model', version, bytesOf(String(count))))!;
      if (count % 10 === 0) watchers.push(told(log.watch('model')));
    }
    for (const { items, errors, completions, subscription } of watchers) {
      await until('the newest value', () => items.at(-1)?.version === version);
      expect(textOf(items.at(-1)!)).toBe('30');
      const versions = items.map(item => item.version);
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
      const counts = items.map(item => Number(textOf(item)));
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      expect({ errors, completions }).toEqual({ errors: [], completions: 0 });
      subscription.unsubscribe();
    }
  });
}

/** A key that is written later is seen then; nothing is emitted before, and nothing of another key. */
export async function waitsForAKey(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const watcher = told(log.watch('model'));
    await log.swap('model.late', 0, bytesOf('x'));
    await log.append('model', bytesOf('x'));
    await entriesOf(log, 'model');
    expect(watcher.items).toEqual([]);
    await log.swap('model', 0, bytesOf('first'));
    await watcher.reaches(1);
    expect(watcher.items.map(textOf)).toEqual(['first']);
    watcher.subscription.unsubscribe();
  });
}

/** A value that was just seen can be swapped at once, out of the watching itself. */
export async function swapsOutOfAWatch(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const swaps: Promise<unknown>[] = [];
    const watcher = told(log.watch('count'), value => {
      if (Number(textOf(value)) < 10)
        swaps.push(log.swap('count', value.version, bytesOf(String(Number(textOf(value)) + 1))));
    });
    await log.swap('count', 0, bytesOf('0'));
    await until('10', () => watcher.items.some(value => textOf(value) === '10'));
    expect(watcher.items.map(textOf)).toEqual(Array.from({ length: 11 }, (_, count) => String(count)));
    expect(await Promise.all(swaps)).not.toContain(undefined);
    watcher.subscription.unsubscribe();
  });
}
