import { natsLog } from '@thalweg/nats';
import { startNatsServer } from '@thalweg/nats/server';
import { faults, type Fault, type FaultName } from './fault.ts';
import { faultRun, type Happened } from './fault-run.ts';

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
