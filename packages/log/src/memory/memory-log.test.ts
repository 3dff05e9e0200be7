import { describe, expect, it } from 'vitest';
import { Subject } from 'rxjs';
import { memoryLog } from './memory-log.ts';
import type { LogEntry } from '../port/log.ts';

const text = (s: string): Uint8Array => new TextEncoder().encode(s);
const shown = ({ topic, sequence, bytes }: LogEntry): string =>
  `${topic} ${sequence} ${new TextDecoder().decode(bytes)}`;

describe('memoryLog', () => {
  it('gives entries of several topics in one order', async () => {
    const log = memoryLog();
    for (const [topic, payload] of [
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
      ['c', '4'],
    ] as const)
      await log.append(topic, text(payload));
    const seen: string[] = [];
    log
      .read(['b', 'a'], 0, { until: 'end' })
      .subscribe({ next: entry => seen.push(shown(entry)), complete: () => seen.push('end') });
    expect(seen).toEqual(['a 1 1', 'b 2 2', 'a 3 3', 'end']);
  });

  it('forgets the oldest entries, and says so to a reader that needs them', async () => {
    const log = memoryLog({ keep: 2 });
    for (let i = 1; i <= 4; i++) await log.append('a', text(String(i)));
    const seen: unknown[] = [];
    const observer = {
      next: (entry: LogEntry) => seen.push(shown(entry)),
      error: (error: Error) => seen.push(error.message),
    };
    log.read('a', 0, { until: 'end' }).subscribe(observer);
    log.read('a', 2).subscribe(observer);
    expect(seen).toEqual([
      'a 3 3',
      'a 4 4',
      'read: entries are kept from sequence 3 on, got 2. Take a newer snapshot, keep more entries, or read from 0, the oldest that are kept.',
    ]);
  });

  it('keeps what was appended when the writer writes its bytes again, also those of a Buffer', async () => {
    const log = memoryLog();
    const bytes = Buffer.from('one');
    await log.append('a', bytes);
    await log.swap('k', 0, bytes);
    bytes.fill(0);
    const seen: string[] = [];
    log.read('a', 0).subscribe(entry => seen.push(shown(entry)));
    log.watch('k').subscribe(({ bytes }) => seen.push(new TextDecoder().decode(bytes)));
    expect(seen).toEqual(['a 1 one', 'one']);
  });

  it('gives no more than was asked for', async () => {
    const log = memoryLog();
    for (let i = 1; i <= 5; i++) await log.append('a', text(String(i)));
    const demand = new Subject<number>();
    const seen: number[] = [];
    log.read('a', 2, { demand }).subscribe(({ sequence }) => seen.push(sequence));
    expect(seen).toEqual([]);
    demand.next(2);
    expect(seen).toEqual([2, 3]);
    demand.next(9);
    await log.append('a', text('6'));
    expect(seen).toEqual([2, 3, 4, 5, 6]);
  });
});
