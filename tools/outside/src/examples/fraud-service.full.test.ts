import { existsSync, truncateSync, utimesSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawnMoments, someOf } from '@thalweg/programs/fault-runs';
import { ServerProcess } from '@thalweg/programs/server-process';
import { fillUniform, key } from '@thalweg/tensor';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bundleProgram, putExample } from './example.ts';

const moments = someOf([...fillUniform(new Float64Array(20), key(25))].map(uniform => 1 + Math.floor(40 * uniform)));
const CLIENTS = 5;
const home = inject('home');
const data = join(home, 'fraud-data');
let example: string;
let program: string;
let service: ServerProcess | undefined;

beforeAll(async () => {
  example = await putExample(home, 'fraud-service');
  program = join(example, 'service.mjs');
  await bundleProgram(join(example, 'src/main.ts'), program);
});
afterAll(async () => {
  await service?.end('SIGKILL');
});

/** Starts the service on what is in a folder. A lock is made so old that whoever had it counts as dead. */
function start(folder = data, of = program): ServerProcess {
  const lock = join(folder, 'log', '.thalweg-lock');
  if (existsSync(lock)) {
    // What follows its token says when its owner lived.
    truncateSync(lock, 32);
    utimesSync(lock, 1e9, 1e9);
  }
  const settings = { FOLDER: folder, PORT: '0', SNAPSHOT_EVERY: '100', WAIT: '100000' };
  return (service = new ServerProcess([of], settings));
}
const paymentOf = (id: string) => {
  const number = Number(id.slice(2));
  return { id, amount: 1 + ((number * 37) % 500), merchant: `shop ${number % 7}`, country: `land ${number % 3}` };
};
const labelOf = (id: string) => ({ id, fraud: Number(id.slice(2)) % 7 === 0 ? 1 : 0 });

/** What the clients know: which payments and labels were acknowledged, and which they have to send again. */
class Clients {
  readonly payments = new Set<string>();
  readonly labels = new Set<string>();
  /** Ids of requests that nobody answered. Only every second client sends a payment again. */
  unknown: { path: '/events' | '/labels'; id: string }[] = [];
  #sent = 0;

  /** Sends payments and their labels until so many requests were acknowledged, and calls `then` at that moment. */
  async run(server: ServerProcess, acknowledgements: number, then: () => Promise<unknown>): Promise<void> {
    let [left, ended] = [acknowledgements, false];
    let after: Promise<unknown> | undefined;
    const again = this.unknown;
    this.unknown = [];
    const send = async (path: '/events' | '/labels', id: string): Promise<boolean> => {
      const answer = await server.post(path, path === '/events' ? paymentOf(id) : labelOf(id));
      if (answer === undefined) this.unknown.push({ path, id });
      else expect(answer.status).toBe(path === '/events' ? 200 : 202);
      if (answer === undefined) return false;
      (path === '/events' ? this.payments : this.labels).add(id);
      if (--left <= 0) {
        ended = true;
        after ??= then();
      }
      return true;
    };
    const client = async (number: number): Promise<void> => {
      while (!ended) {
        const repeated = again.pop();
        if (repeated !== undefined) {
          if (repeated.path === '/labels' || number % 2 === 0) await send(repeated.path, repeated.id);
          continue;
        }
        const unlabelled = [...this.payments].filter(id => !this.labels.has(id));
        const waits = unlabelled[number * 3];
        if (waits !== undefined) await send('/labels', waits);
        else await send('/events', `p-${this.#sent++}`);
      }
      this.unknown.push(...again.splice(0));
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
    await after;
  }
}

/** Waits until a service has read as many labels as it has acknowledged, or more. */
async function learnedBy(server: ServerProcess, labels: number) {
  let learned = { count: 0, ids: [] as string[] };
  await expect.poll(async () => (learned = (await server.get('/learned')) as typeof learned).count).toBe(labels);
  return learned;
}

/** Writes a service like the example, which answers a payment at once, and brings payments to the log ten at a time. */
async function hastyProgram(): Promise<string> {
  const folder = await putExample(home, 'fraud-service');
  const service = join(folder, 'src/service.ts');
  const durable = 'await payments.append({ ...fields, id, score });';
  const hasty = `held.push({ ...fields, id, score });
    if (held.length === 10) for (const each of held.splice(0)) void payments.append(each);`;
  const source = await readFile(service, 'utf8');
  expect(source).toContain(durable);
  await writeFile(service, `const held: Payment[] = [];\n${source.replace(durable, hasty)}`);
  const hastyService = join(folder, 'service.mjs');
  await bundleProgram(join(folder, 'src/main.ts'), hastyService);
  return hastyService;
}

describe('the fraud service', () => {
  it('would be seen to lose payments if it answered before they are in the log', async () => {
    const clients = new Clients();
    const [folder, hasty] = [join(home, 'fraud-hasty'), await hastyProgram()];
    for (const moment of [13, 27, 8, 35]) {
      const server = start(folder, hasty);
      await clients.run(server, moment, () => server.end('SIGKILL'));
    }
    const last = start(folder, hasty);
    for (const id of clients.payments) expect((await last.post('/labels', labelOf(id)))?.status).toBe(202);
    const labels = async () => ((await last.get('/metrics'))['messages'] as { labels: number }).labels;
    await expect.poll(labels).toBeGreaterThanOrEqual(clients.payments.size);
    const { ids } = (await last.get('/learned')) as { ids: string[] };
    expect(ids.length).toBeGreaterThan(0);
    expect([...clients.payments].filter(id => !ids.includes(id))).not.toEqual([]);
    await last.end('SIGKILL');
  });

  it(`learns every acknowledged payment exactly once, killed under load at ${drawnMoments()}`, async () => {
    const clients = new Clients();
    for (const moment of moments) {
      const server = start();
      await clients.run(server, moment, () => server.end('SIGKILL'));
    }

    const last = start();
    for (const { path, id } of clients.unknown) {
      if (path === '/events') continue;
      expect((await last.post(path, labelOf(id)))?.status).toBe(202);
      clients.labels.add(id);
    }
    for (const id of clients.payments)
      if (!clients.labels.has(id)) expect((await last.post('/labels', labelOf(id)))?.status).toBe(202);
    const { ids, count } = await learnedBy(last, clients.payments.size);
    // A label is sent for a payment that was acknowledged before, so at least half of what was acknowledged are payments.
    expect(count).toBeGreaterThanOrEqual(moments.reduce((sum, moment) => sum + moment, 0) / 2);
    expect([...ids].sort()).toEqual([...clients.payments].sort());
    const metrics = await last.get('/metrics');

    // Nobody kills this one: it reads the whole log in one run, to the same bits.
    const ended = await last.end('SIGTERM');
    expect(ended).toMatchObject({ code: 0, signal: null });
    const copy = join(home, 'fraud-undisturbed');
    await cp(join(data, 'log'), join(copy, 'log'), { recursive: true });
    const undisturbed = start(copy);
    expect((await learnedBy(undisturbed, count)).ids).toEqual(ids);
    expect(await undisturbed.get('/metrics')).toEqual(metrics);
    expect(await undisturbed.end('SIGTERM')).toMatchObject({ code: 0 });

    // And what was saved at the end is the same again.
    const resumed = start();
    expect(await resumed.get('/metrics')).toEqual(metrics);
    expect(await resumed.end('SIGTERM')).toMatchObject({ code: 0 });
    await rm(copy, { recursive: true });
  });
});
