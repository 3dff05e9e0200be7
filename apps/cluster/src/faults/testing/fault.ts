import type { NatsServer } from '@thalweg/nats/server';
import type { FaultCluster } from './fault-cluster.ts';
import type { FaultRates } from './faulty-log.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/** A cluster under way. */
interface UnderWay {
  readonly cluster: FaultCluster;
  readonly server: NatsServer;
  readonly proxy: TcpProxy;
  readonly random: () => number;
}

/** Something that goes wrong. */
export interface Fault {
  /** Happens at each of so many random moments of a run. */
  readonly moments: number;
  readonly happen?: (run: UnderWay) => Promise<void> | void;
  /** Leaders, of which one leads; 1 by default. */
  readonly leaders?: number;
  /** The faults that entries have all the time. */
  readonly rates?: FaultRates;
  /** The clocks of all processes jump all the time. */
  readonly clock?: boolean;
}

const noRates: FaultRates = { duplicates: 0, reordered: 0, flippedWrites: 0, flippedReads: 0 };

/** Kills one of the processes with these names that are alive. */
function killOne({ cluster, random }: UnderWay, names: readonly string[]): void {
  const alive = names.filter(name => cluster.isAlive(name));
  if (alive.length > 0) cluster.kill(alive[Math.floor(random() * alive.length)]!);
}

async function restartBroker({ server }: UnderWay): Promise<void> {
  await server.kill();
  await server.restart();
}

/** The faults by name. */
export const faults = {
  'kill -9 of a worker': {
    moments: 3,
    happen: run => killOne(run, ['w1', 'w2', 'learner']),
  },
  'kill -9 of the leader': {
    moments: 2,
    leaders: 2,
    happen: run => killOne(run, ['leader1', 'leader2']),
  },
  'kill -9 of the broker': { moments: 1, happen: restartBroker },
  'kill -9 of all': {
    moments: 1,
    happen: async run => {
      for (const name of run.cluster.names) run.cluster.kill(name);
      await restartBroker(run);
    },
  },
  'dropped connections': { moments: 4, happen: ({ proxy }) => proxy.breakAll() },
  'duplicated and reordered payloads': { moments: 0, rates: { ...noRates, duplicates: 0.3, reordered: 0.3 } },
  'flipped bits': { moments: 0, rates: { ...noRates, flippedWrites: 0.15, flippedReads: 0.15 } },
  'clocks that jump': { moments: 0, clock: true },
} satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;
