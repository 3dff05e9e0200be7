import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ServerProcess } from '@thalweg/programs/server-process';
import autocannon from 'autocannon';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bundleProgram, putExample } from './example.ts';

const home = inject('home');
const servers: ServerProcess[] = [];
let program: string;

beforeAll(async () => {
  const example = await putExample(home, 'fraud-service');
  program = join(example, 'service.mjs');
  await bundleProgram(join(example, 'src/main.ts'), program);
});
afterAll(async () => {
  for (const server of servers) await server.end('SIGKILL');
});

function started(...given: ConstructorParameters<typeof ServerProcess>): ServerProcess {
  const server = new ServerProcess(...given);
  servers.push(server);
  return server;
}

/** Posts payments over 10 connections for some seconds. */
async function load(server: ServerProcess, duration: number): Promise<autocannon.Result> {
  let sent = 0;
  const payment = (): string =>
    JSON.stringify({ amount: 1 + ((sent++ * 37) % 500), merchant: `shop ${sent % 50}`, country: `land ${sent % 20}` });
  const headers = { 'content-type': 'application/json' };
  const setupRequest = (request: autocannon.Request): autocannon.Request => ({ ...request, body: payment() });
  const requests = [{ method: 'POST', path: '/events', headers, setupRequest }] as const;
  return autocannon({ url: await server.address, connections: 10, duration, requests: [...requests] });
}

/** The memory of a process, in MB. */
const memoryOf = ({ pid }: ServerProcess): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1000;

describe('the fraud service under load', () => {
  it('answers each payment, with flat memory', async () => {
    const service = started([program], { FOLDER: join(home, 'fraud-load'), PORT: '0', WAIT: '1000' });
    await load(service, 3);
    const before = memoryOf(service);
    const result = await load(service, 6);
    expect([result.errors, result.timeouts, result.non2xx]).toEqual([0, 0, 0]);
    expect(memoryOf(service) - before).toBeLessThan(100);
    expect(await service.end('SIGTERM')).toMatchObject({ code: 0 });
  });
});
