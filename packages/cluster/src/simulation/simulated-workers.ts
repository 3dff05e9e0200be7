import type { SimulationOptions } from './simulate-cluster-options.ts';
import { computingTime, type ComputingTime } from './computing-time.ts';
import { LinkDirection } from './link-direction.ts';
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
