import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { memoryLog, remoteLog, serveLog } from '@thalweg/log';
import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { processPort } from './index.ts';
import { bundledProgram } from './testing/bundled-program.ts';

const child = (role: 'serve' | 'use'): ChildProcess =>
  fork(bundledProgram(new URL('testing/log-child.ts', import.meta.url)), [role], {
    serialization: 'advanced',
    execArgv: [],
  });

describe('processPort', () => {
  it('carries the log of a parent to its child, and lets both end', async () => {
    const other = child('use');
    const log = memoryLog();
    const serving = serveLog(log, processPort(other));
    const [code] = (await once(other, 'exit')) as [number];
    expect(code).toBe(0);
    expect(serving.closed).toBe(true);
    const entries = await lastValueFrom(log.read('numbers', 0, { until: 'end' }).pipe(toArray()));
    expect(entries.map(({ bytes }) => bytes[0])).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('carries the log of a child to its parent, until the child is killed', async () => {
    const other = child('serve');
    const log = remoteLog(processPort(other));
    expect(await log.append('a', Buffer.from('large'.repeat(1e6)))).toBe(1);
    const [entry] = await lastValueFrom(log.read('a', 0).pipe(take(1), toArray()));
    expect(Buffer.from(entry!.bytes).equals(Buffer.from('large'.repeat(1e6)))).toBe(true);
    const reading = lastValueFrom(log.read('a', 2));
    other.kill('SIGKILL');
    await expect(reading).rejects.toMatchObject({ name: 'LogError', reason: 'closed' });
    await expect(log.append('a', Uint8Array.of(1))).rejects.toMatchObject({ reason: 'closed' });
  });

  it('is refused to a process whose channel was closed before, as its end would tell nobody', () => {
    const other = { connected: false, send: () => true, on: () => {}, off: () => {} };
    expect(() => processPort(other)).toThrow('processPort: the channel of the process must be open, got a closed one.');
  });

  it('is refused to a process without a channel', () => {
    for (const other of [{ on: () => {}, off: () => {} }, undefined, null])
      expect(() => processPort(other as never)).toThrow('processPort: send of the process must be a function');
  });
});
