import type { SimulationOptions } from './simulate-cluster-options.ts';
import type { SimulatedDelta } from './simulated-workers.ts';
import type { VirtualClock } from './virtual-clock.ts';

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
