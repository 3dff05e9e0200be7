import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNatsServer } from '@thalweg/nats/server';
import { firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { localLog } from './local-log.ts';

const quiet = { say: () => undefined, lost: () => undefined };

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'local-log-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('without a NATS server, it says how to get one, and goes on with a file log', async () => {
  vi.stubEnv('PATH', folder);
  const said: string[] = [];
  const { log, title, close } = await localLog(undefined, folder, { ...quiet, say: text => said.push(text) });
  expect(said).toEqual([expect.stringContaining('apt-get install nats-server')]);
  expect(title).toBe(`the files in ${join(folder, 'log')}`);
  await log.append('a', new Uint8Array([1]));
  await close();
});

it('an address at which there is no log is refused', async () => {
  await expect(localLog('nats://127.0.0.1:1', folder, quiet)).rejects.toThrow('127.0.0.1:1');
});

it('the log stays what it was when the run began, named or not', async () => {
  await (await localLog('file', folder, quiet)).close();
  await expect(localLog('nats', folder, quiet)).rejects.toThrow(
    `--log: the run in ${folder} has its log in file, got nats. Use --log file, or another --folder.`,
  );
  const { address, close } = await localLog(undefined, folder, quiet);
  expect(address).toBe('parent');
  await close();
});

it('no password of an address is written into the folder', { tags: ['nats'] }, async () => {
  const server = await startNatsServer();
  onTestFinished(() => server.stop());
  const address = server.url.replace('//', '//me:secret@');
  await (await localLog(address, folder, quiet)).close();
  expect(readFileSync(join(folder, 'run.json'), 'utf8')).toBe(`${JSON.stringify({ log: server.url })}\n`);
  await (await localLog(server.url, folder, quiet)).close();
  await expect(localLog('file', folder, quiet)).rejects.toThrow(`has its log in ${server.url}, got file`);
});

it('tells that another process has taken the folder over', { tags: ['nats'] }, async () => {
  const lost = vi.fn<(error: Error) => void>();
  const { close } = await localLog('nats', folder, { ...quiet, lost });
  writeFileSync(join(folder, 'new-lock'), 'another');
  renameSync(join(folder, 'new-lock'), join(folder, '.thalweg-lock'));
  await expect.poll(() => lost).toHaveBeenCalled();
  expect(lost.mock.calls[0]![0].message).toContain('the lock in the folder must be that of this run');
  await close();
});

describe.each(['nats', 'file'])('the log %s', where => {
  const tags = where === 'nats' ? ['nats'] : [];

  it('has what was stored when it is opened again', { tags }, async () => {
    for (const byte of [1, 2]) {
      const { log, close } = await localLog(where, folder, quiet);
      const sequence = await log.append('a', new Uint8Array([byte]));
      expect((await firstValueFrom(log.read('a', 0))).bytes).toEqual(new Uint8Array([1]));
      expect(sequence).toBeGreaterThan(byte - 1);
      await close();
    }
  });

  it('has one run at a time in its folder', { tags }, async () => {
    const { close } = await localLog(where, folder, quiet);
    await expect(localLog(where, folder, quiet)).rejects.toThrow(`${folder}: a folder must have one run at a time`);
    await close();
    await (await localLog(where, folder, quiet)).close();
  });
});
