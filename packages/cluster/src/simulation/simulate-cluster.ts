import { fillNormal, foldIn, key, type Key, uniform } from '@thalweg/tensor';
import { type RoundShares, ShareSums } from './round-shares.ts';
import { type SimulateClusterOptions, simulationOptions, type SimulationOptions } from './simulate-cluster-options.ts';
import type { SimulatedCluster } from './simulated-cluster.ts';
import { LinkDirection, VirtualClock } from './virtual-time.ts';

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

/** A delta of a worker. */
interface SimulatedDelta {
  readonly worker: SimulatedWorker;
  readonly round: number;
  /** Milliseconds that the worker computed, and the time when it had done so. */
  readonly computing: number;
  readonly computed: number;
}

/** A worker, and the two directions of its link. */
interface SimulatedWorker {
  readonly number: number;
  readonly up: LinkDirection;
  readonly down: LinkDirection;
  /** When it began with the steps that it takes now; undefined if it waits. */
  since: number | undefined;
}

/**
 * The workers of a simulation. Each takes its steps from the latest weights, sends its delta, and waits for the next weights. If these
 * arrive earlier, it begins with them at once.
 */
class SimulatedWorkers {
  readonly all: readonly SimulatedWorker[];
  /** Milliseconds that all workers have computed. */
  computing = 0;
  /** Times that one began with newer weights before it had sent its delta. */
  late = 0;
  readonly #clock: VirtualClock;
  readonly #exchangeTime: number;
  readonly #computingTime: ComputingTime;
  readonly #send: (delta: SimulatedDelta) => void;

  constructor(clock: VirtualClock, options: SimulationOptions, send: (delta: SimulatedDelta) => void) {
    const { workers, exchangeTime, link } = options;
    const direction = (): LinkDirection => new LinkDirection(link.bandwidth);
    this.#clock = clock;
    this.#exchangeTime = exchangeTime;
    this.#computingTime = computingTime(options);
    this.#send = send;
    this.all = Array.from({ length: workers }, (_, number) => ({
      number,
      up: direction(),
      down: direction(),
      since: undefined,
    }));
  }

  /** Gives all workers the weights that a round begins from. */
  begin(round: number): void {
    for (const worker of this.all) {
      if (worker.since !== undefined) {
        this.late++;
        this.computing += this.#clock.now - worker.since;
      }
      this.#compute(worker, round);
    }
  }

  #compute(worker: SimulatedWorker, round: number): void {
    const computing = this.#computingTime(worker.number, round);
    const since = this.#clock.now;
    const computed = since + computing;
    worker.since = since;
    this.#clock.at(computed + this.#exchangeTime, () => {
      if (worker.since !== since) return;
      worker.since = undefined;
      this.computing += computing;
      this.#send({ worker, round, computing, computed });
    });
  }
}

/** A round that the leader has closed: its deltas, and its times in milliseconds. */
interface ClosedRound {
  readonly deltas: readonly SimulatedDelta[];
  /** When the last delta arrived. */
  readonly arrived: number;
  readonly closed: number;
  /** When the weights are published. */
  readonly ended: number;
}

/** The leader of a simulation. It folds deltas one after the other as they arrive, and publishes after a round is closed. */
class SimulatedLeader {
  /** Milliseconds that the leader has computed. */
  computing = 0;
  readonly #clock: VirtualClock;
  readonly #options: SimulationOptions;
  readonly #publish: (closed: ClosedRound) => void;
  #round = 0;
  #deltas: SimulatedDelta[] = [];
  #arrived = 0;
  #patientUntil = Infinity;
  /** When it has done all that it has to do so far. */
  #free = 0;

  constructor(clock: VirtualClock, options: SimulationOptions, publish: (closed: ClosedRound) => void) {
    this.#clock = clock;
    this.#options = options;
    this.#publish = publish;
  }

  /** Takes a delta that has arrived. Returns false for one whose round is closed. */
  take(delta: SimulatedDelta): boolean {
    if (delta.round !== this.#round) return false;
    this.#arrived = this.#clock.now;
    if (this.#deltas.push(delta) === 1) this.#startWaiting();
    this.#compute(this.#options.foldTime);
    this.#closeIfDue();
    return true;
  }

  #startWaiting(): void {
    this.#patientUntil = this.#arrived + this.#options.patience;
    const round = this.#round;
    if (this.#patientUntil < Infinity)
      this.#clock.at(this.#patientUntil, () => {
        if (round === this.#round) this.#closeIfDue();
      });
  }

  #closeIfDue(): void {
    const { workers, least } = this.#options;
    const enough = this.#clock.now >= this.#patientUntil ? least : workers;
    if (this.#deltas.length < enough) return;
    const deltas = this.#deltas;
    const ended = this.#compute(this.#options.publishTime);
    this.#round++;
    this.#deltas = [];
    const closed = { deltas, arrived: this.#arrived, closed: this.#clock.now, ended };
    this.#clock.at(ended, () => this.#publish(closed));
  }

  /** Returns when it has computed for a time more. */
  #compute(time: number): number {
    this.computing += time;
    return (this.#free = Math.max(this.#free, this.#clock.now) + time);
  }
}

/** The time in milliseconds that a worker computes for its round with a number. */
type ComputingTime = (worker: number, round: number) => number;

/**
 * Returns the times of workers: sums of independent steps, each from a gamma distribution with the mean and the deviation of
 * the options, which is why their sum has one too. Stragglers multiply theirs.
 */
function computingTime(options: SimulationOptions): ComputingTime {
  const { every, stepTime, jitter, seed } = options;
  const { chance, slowdown } = options.stragglers;
  const root = foldIn(key(seed), 'simulateCluster');
  const shape = every / jitter ** 2;
  return (worker, round) => {
    if (jitter === 0 && chance === 0) return every * stepTime;
    const draws = foldIn(foldIn(root, worker), round);
    const steps = jitter === 0 ? every : (every * gamma(shape, draws)) / shape;
    return stepTime * steps * (uniform(foldIn(draws, 'straggler'), 0) < chance ? slowdown : 1);
  };
}

/**
 * Draws from the gamma distribution with a shape and the scale 1.
 *
 * Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000.
 */
function gamma(shape: number, draws: Key): number {
  if (shape < 1) return gamma(shape + 1, draws) * (1 - uniform(foldIn(draws, 'boost'), 0)) ** (1 / shape);
  const d = shape - 1 / 3;
  const normal = new Float64Array(1);
  for (let attempt = 0; ; attempt++) {
    const x = fillNormal(normal, draws, attempt)[0]!;
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - uniform(draws, attempt)) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
