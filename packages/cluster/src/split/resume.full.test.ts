import { memoryLog, type Log } from '@thalweg/log';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, type Parts } from '@thalweg/train';
import { lastValueFrom, Subscription } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { bitsOf, features, labels, newBack, newFront, RECORDS } from '../testing/halves.ts';
import { logEdge } from './log-edge.ts';

/** The moment at which a run is broken off: at a write to the log, which is lost or stored. */
interface Break {
  readonly write: number;
  readonly stored: boolean;
}

/** A log that calls back at one of its writes, once. */
function breaking(log: Log, { write, stored }: Break, broken: () => void): Log {
  let count = 0;
  return {
    read: (topics, from, options) => log.read(topics, from, options),
    watch: name => log.watch(name),
    swap: (name, expected, bytes) => log.swap(name, expected, bytes),
    append: async (topic, bytes, options) => {
      count++;
      if (count > write) return new Promise(() => {});
      if (count < write || stored) await log.append(topic, bytes, options);
      if (count < write) return count;
      broken();
      return new Promise(() => {});
    },
  };
}

/** Runs both halves from what snapshots hold until the end, or until the log breaks. Returns their files then. */
async function run(
  log: Log,
  depth: number,
  from?: Files,
): Promise<{ front: ReturnType<typeof newFront>; back: ReturnType<typeof newBack> }> {
  const front = newFront({ edge: logEdge(log, 'cut'), depth });
  const back = newBack({ edge: logEdge(log, 'cut') });
  if (from !== undefined) {
    restore({ front }, decodeSnapshot(from.front));
    restore({ back }, decodeSnapshot(from.back));
  }
  await Promise.all([lastOf(features().pipe(front)), lastOf(labels().pipe(back))]);
  return { front, back };
}

const lastOf = (steps$: Parameters<typeof lastValueFrom>[0]): Promise<unknown> =>
  lastValueFrom(steps$, { defaultValue: undefined });

interface Files {
  readonly front: Uint8Array;
  readonly back: Uint8Array;
}

/** Runs until the log breaks, and returns files of that moment; those of the start for a half that loses all. */
function runUntil(log: Log, depth: number, at: Break, fresh: readonly string[]): Promise<Files> {
  return new Promise((resolve, reject) => {
    const halves = new Subscription();
    const broken = (): void => {
      halves.unsubscribe();
      resolve({
        front: fresh.includes('front') ? first.front : fileOf({ front }),
        back: fresh.includes('back') ? first.back : fileOf({ back }),
      });
    };
    const tapped = breaking(log, at, () => broken());
    const front = newFront({ edge: logEdge(tapped, 'cut'), depth });
    const back = newBack({ edge: logEdge(tapped, 'cut') });
    const first: Files = { front: fileOf({ front }), back: fileOf({ back }) };
    halves.add(features().pipe(front).subscribe({ error: reject }));
    halves.add(labels().pipe(back).subscribe({ error: reject }));
  });
}

function fileOf(parts: Parts): Uint8Array {
  return encodeSnapshot(snapshot(parts));
}

const WRITES = 2 * RECORDS;

describe('halves that crash at any write', () => {
  it.each([
    [1, 'both resume from that moment', []],
    [3, 'both resume from that moment', []],
    [3, 'the front half begins anew', ['front']],
    [1, 'the back half begins anew', ['back']],
    [3, 'both begin anew', ['front', 'back']],
  ])('end with the same bits at depth %i: %s', async (depth, _, fresh) => {
    const { front, back } = await run(memoryLog(), depth);
    const wanted = [bitsOf(front), bitsOf(back)];
    for (let write = 1; write <= WRITES; write++)
      for (const stored of fresh.length === 0 ? [false, true] : [true]) {
        const log = memoryLog();
        const files = await runUntil(log, depth, { write, stored }, fresh);
        const resumed = await run(log, depth, files);
        expect([write, stored, bitsOf(resumed.front), bitsOf(resumed.back)]).toEqual([write, stored, ...wanted]);
      }
  });
});
