import { fillNormal, foldIn, key, type Key, uniform } from '@thalweg/tensor';
import type { SimulationOptions } from './simulate-cluster-options.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A delta of a worker. */
export interface SimulatedDelta {
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
export class SimulatedWorkers {
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
export interface ClosedRound {
  readonly deltas: readonly SimulatedDelta[];
  /** When the last delta arrived. */
  readonly arrived: number;
  readonly closed: number;
  /** When the weights are published. */
  readonly ended: number;
}

/** The leader of a simulation. It folds deltas one after the other as they arrive, and publishes after a round is closed. */
export class SimulatedLeader {
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

/** One direction of a machine's link: it transfers its bytes one after the other, at its bandwidth. */
export class LinkDirection {
  /** All bytes that it has been given. */
  bytes = 0;
  /** When it has transferred them. */
  #free = 0;
  readonly #bytesPerMs: number;

  /** Takes the bandwidth in bytes a second. */
  constructor(bandwidth: number) {
    this.#bytesPerMs = bandwidth / 1000;
  }

  /** Returns when it has transferred bytes that it may begin with at a time. */
  transfer(from: number, bytes: number): number {
    this.bytes += bytes;
    return (this.#free = Math.max(this.#free, from) + bytes / this.#bytesPerMs);
  }
}
