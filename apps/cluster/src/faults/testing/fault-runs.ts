import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@thalweg/log';
import { natsLog } from '@thalweg/nats';
import { type NatsServer, startNatsServer } from '@thalweg/nats/server';
import { filter, firstValueFrom, from, lastValueFrom, scan, timeout } from 'rxjs';
import { expectLearnedOnce, expectReplay } from './expect-exact.ts';
import { FaultCluster } from './fault-cluster.ts';
import { type Fault, type FaultName, faults } from './fault.ts';
import { FaultyLog } from './faulty-log.ts';
import { LABELS, writeLabels } from './labels.ts';
import { randomFrom } from './random.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { tinySettings } from './tiny-task.ts';

/** Runs a cluster again and again while a fault happens, each time at the random moments of another seed, against a server of its own. */
export async function faultRuns(name: FaultName, seeds: readonly number[], program: string): Promise<Happened> {
  const fault: Fault = faults[name];
  const server = await startNatsServer();
  const log = await natsLog({ servers: server.url, name: 'faults' });
  const all: Happened[] = [];
  try {
    for (const seed of seeds) all.push(await faultRun(fault, seed, { program, server, log, stream: 'faults' }));
  } finally {
    await log.close();
    await server.stop();
  }
  return all.reduce(sumOf);
}

function sumOf(a: Happened, b: Happened): Happened {
  const sums = Object.entries(a).map(([name, count]) => [name, (count as number) + b[name as keyof Happened]]);
  return Object.fromEntries(sums) as Happened;
}

/** The deltas and decisions of a run, or a few more: two workers, and a leader. */
const ENTRIES = (3 * tinySettings.steps) / tinySettings.every;
/** Milliseconds that a moment may come later than an entry. */
const LONGEST_WAIT_MS = 15;

/** Milliseconds after which a run will not end any more, however busy the machine is. */
const PATIENCE_MS = 600_000;

/** The surroundings that several runs share. */
interface FaultRunOptions {
  readonly program: string;
  readonly server: NatsServer;
  readonly log: Log;
  readonly stream: string;
}

/** The numbers of faults in a run. */
export interface Happened {
  /** The number of processes that were killed while they worked. */
  readonly killed: number;
  /** The number of connections that were broken. */
  readonly broken: number;
  /** The numbers of deltas and decisions that came twice, and that were damaged in the log. */
  readonly duplicates: number;
  readonly damaged: number;
  readonly seconds: number;
}

/** Runs a cluster while a fault happens, and expects its exact results. */
async function faultRun(fault: Fault, seed: number, shared: FaultRunOptions): Promise<Happened> {
  const { program, server, log, stream } = shared;
  const began = performance.now();
  const [random, folder, cluster] = [randomFrom(seed), mkdtempSync(join(tmpdir(), 'faults-')), `run-${seed}`];
  const proxy = await TcpProxy.start(portOf(server.url));
  const { leaders = 1, rates, clock = false } = fault;
  const servers = `127.0.0.1:${proxy.port}`;
  const processes = new FaultCluster({ program, folder, leaders, rates, clock, cluster, servers, stream, seed });
  try {
    const acknowledged: number[] = [];
    const source = rates === undefined ? log : new FaultyLog(log, rates, seed);
    const labels = writeLabels(source, cluster, {
      acknowledged: id => acknowledged.push(id),
      // Labels come while the rounds go on, several at about the same time.
      moment: i => moment(log, cluster, (i * ENTRIES) / LABELS / 1.5, LONGEST_WAIT_MS * random()),
    });
    const happening = Array.from({ length: fault.moments }, () => {
      // Later on, a process may have done its work.
      const [entries, ms] = [0.9 * ENTRIES * random(), LONGEST_WAIT_MS * random()];
      return moment(log, cluster, entries, ms).then(() => fault.happen!({ cluster: processes, server, proxy, random }));
    });
    const ends = from(Promise.all([labels, ...happening, processes.done]));
    await lastValueFrom(ends.pipe(timeout(PATIENCE_MS)));
    const { duplicates, damaged } = await expectReplay(log, cluster);
    await expectLearnedOnce(log, cluster, { file: join(folder, 'learner.safetensors'), acknowledged });
    const seconds = (performance.now() - began) / 1000;
    return { killed: processes.killed, broken: proxy.broken, duplicates, damaged, seconds };
  } finally {
    await processes.stop();
    await proxy.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until a run has written so many deltas and decisions, and then so many milliseconds. */
async function moment(log: Log, cluster: string, entries: number, ms: number): Promise<void> {
  const count$ = log.read([`${cluster}.deltas`, `${cluster}.rounds`], 0).pipe(scan(count => count + 1, 0));
  if (entries >= 1) await firstValueFrom(count$.pipe(filter(count => count >= Math.floor(entries))));
  await wait(ms);
}

/** The port in an address, with or without a protocol. */
function portOf(url: string): number {
  return Number(/:(\d+)$/.exec(url)![1]);
}
