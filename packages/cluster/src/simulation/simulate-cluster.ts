import {
  type ClosedRound,
  LinkDirection,
  type SimulatedDelta,
  SimulatedLeader,
  SimulatedWorkers,
} from './simulated-machines.ts';
import { type RoundShares, ShareSums } from './round-shares.ts';
import { type SimulateClusterOptions, simulationOptions, type SimulationOptions } from './simulate-cluster-options.ts';
import type { SimulatedCluster } from './simulated-cluster.ts';
import { VirtualClock } from './virtual-clock.ts';

/**
 * Returns the figures of a cluster that trains by local SGD, from measured costs: it simulates rounds of `localSgd` and
 * `leadRounds` event by event, in virtual time, and trains nothing.
 *
 * The log is on the machine of the leader. A transfer takes the links of both machines, at the pace of the slower one. Deltas
 * take turns in the leader's link, each of them twice, as a worker reads back what was stored; the weights of a publication
 * share it. Each worker has its own core, and so has the leader.
 *
 * - **Order** the same figures for the same options and seed
 * - **Throws** `ContractError` for options out of their ranges
 * - **Source** Douillard et al., "DiLoCo: Distributed Low-Communication Training of Language Models", 2023, for the rounds
 *
 * @example
 * const link = { latency: 0.2, bandwidth: 125e6 };
 * const costs = { stepTime: 0.6, bytes: { delta: 1e5, weights: 4e5 }, link };
 * simulateCluster({ workers: 8, every: 50, ...costs }).bottleneck // => 'computing'
 * simulateCluster({ workers: 64, every: 50, ...costs }).bottleneck // => 'weights'
 */
export function simulateCluster(options: SimulateClusterOptions): SimulatedCluster {
  return new Simulation(simulationOptions(options)).run();
}

/** The totals since the beginning: milliseconds, bytes and counts. */
interface Totals {
  readonly time: number;
  readonly received: number;
  readonly sent: number;
  readonly leader: number;
  readonly workers: number;
  readonly deltas: number;
  readonly stale: number;
  readonly late: number;
}

/** A cluster in virtual time. Its first round, which nothing precedes, does not count. */
class Simulation {
  readonly #options: SimulationOptions;
  readonly #clock = new VirtualClock();
  readonly #workers: SimulatedWorkers;
  readonly #leader: SimulatedLeader;
  readonly #toLeader: LinkDirection;
  readonly #fromLeader: LinkDirection;
  readonly #sums = new ShareSums();
  #published = 0;
  #begun = 0;
  #deltas = 0;
  #stale = 0;
  /** The totals at the end of each round. */
  readonly #totals: Totals[] = [];

  constructor(options: SimulationOptions) {
    const { leaderBandwidth = options.link.bandwidth } = options;
    this.#options = options;
    this.#workers = new SimulatedWorkers(this.#clock, options, delta => this.#send(delta));
    this.#leader = new SimulatedLeader(this.#clock, options, closed => this.#end(closed));
    this.#toLeader = new LinkDirection(leaderBandwidth);
    this.#fromLeader = new LinkDirection(leaderBandwidth);
  }

  run(): SimulatedCluster {
    const totals = this.#totals;
    this.#publish();
    this.#clock.run(() => totals.length > this.#options.rounds);
    const [first, last] = [totals[0]!, totals.at(-1)!];
    return this.#figures(name => last[name] - first[name]);
  }

  /** Brings the weights to all workers at the same time. */
  #publish(): void {
    const { workers, bytes, link } = this.#options;
    const now = (this.#published = this.#clock.now);
    const sent = this.#fromLeader.transfer(now, workers * bytes.weights) + link.latency;
    const received = this.#workers.all.map(({ down }) => down.transfer(now + link.latency, bytes.weights));
    this.#begun = Math.max(sent, ...received);
    const round = this.#totals.length;
    this.#clock.at(this.#begun, () => this.#workers.begin(round));
  }

  #send(delta: SimulatedDelta): void {
    const { link, bytes } = this.#options;
    const { now } = this.#clock;
    const sent = delta.worker.up.transfer(now, bytes.delta);
    const received = this.#toLeader.transfer(now + link.latency, bytes.delta);
    this.#clock.at(Math.max(sent + link.latency, received), () => {
      this.#readBack(delta);
      if (!this.#leader.take(delta)) this.#stale++;
    });
  }

  /** The worker learns that its delta was stored, and reads what was stored. */
  #readBack({ worker }: SimulatedDelta): void {
    const { link, bytes } = this.#options;
    const asked = this.#clock.now + 2 * link.latency;
    this.#fromLeader.transfer(asked, bytes.delta);
    worker.down.transfer(asked + link.latency, bytes.delta);
  }

  #end({ deltas, ...times }: ClosedRound): void {
    const computing = deltas.reduce((sum, delta) => sum + delta.computing, 0) / deltas.length;
    const computed = Math.max(...deltas.map(delta => delta.computed));
    const sent = computed + this.#options.exchangeTime;
    if (this.#totals.length > 0)
      this.#sums.add({ published: this.#published, begun: this.#begun, computing, computed, sent, ...times });
    this.#deltas += deltas.length;
    this.#totals.push({
      time: this.#clock.now,
      received: this.#toLeader.bytes,
      sent: this.#fromLeader.bytes,
      leader: this.#leader.computing,
      workers: this.#workers.computing,
      deltas: this.#deltas,
      stale: this.#stale,
      late: this.#workers.late,
    });
    this.#publish();
  }

  #figures(total: (name: keyof Totals) => number): SimulatedCluster {
    const { workers, every, batch, rounds } = this.#options;
    const time = total('time');
    const perSecond = (amount: number): number => (1000 * amount) / time;
    const [received, sent] = [total('received'), total('sent')];
    const samples = total('deltas') * every * batch;
    const shares = this.#sums.of(time);
    return {
      samplesPerSecond: perSecond(samples),
      roundTime: time / rounds,
      bytesPerSample: (received + sent) / samples,
      leader: { received: perSecond(received), sent: perSecond(sent), computing: total('leader') / time },
      worker: {
        received: perSecond(sent / workers),
        sent: perSecond(received / workers),
        computing: total('workers') / time / workers,
      },
      shares,
      bottleneck: largest(shares),
      counts: { rounds, deltas: total('deltas'), stale: total('stale'), late: total('late') },
    };
  }
}

function largest(shares: RoundShares): keyof RoundShares {
  const [[name]] = Object.entries(shares).sort(([, a], [, b]) => b - a) as [[keyof RoundShares, number]];
  return name;
}
