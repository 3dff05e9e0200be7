/** The parts of the time of a round. */
export interface RoundShares {
  /** Steps, in the mean over the workers whose deltas count. */
  readonly computing: number;
  /** Waiting for the last worker, or until the leader's patience ends. */
  readonly stragglers: number;
  /** Computing of a worker besides its steps: its delta, checksums, the new weights. */
  readonly exchange: number;
  /** From the sending of the last delta to its arrival at the leader. */
  readonly deltas: number;
  /** From the last delta to the publication: folding what is left, the outer step, encoding and storing. */
  readonly leader: number;
  /** From the publication to the arrival of the weights at the workers. */
  readonly weights: number;
}

/** The times of a round in milliseconds. */
interface RoundTimes {
  /** When the weights of the round before were published, and when the workers had them. */
  readonly published: number;
  readonly begun: number;
  /** The time that a worker computed, in the mean over those that count. */
  readonly computing: number;
  /** When the last delta that counts was computed, when it was sent, and when it arrived. */
  readonly computed: number;
  readonly sent: number;
  readonly arrived: number;
  readonly closed: number;
  readonly ended: number;
}

/** Adds up the parts of rounds. */
export class ShareSums {
  readonly #sums = { computing: 0, stragglers: 0, exchange: 0, deltas: 0, leader: 0, weights: 0 };

  add({ published, begun, computing, computed, sent, arrived, closed, ended }: RoundTimes): void {
    const sums = this.#sums;
    sums.weights += begun - published;
    sums.computing += computing;
    sums.stragglers += computed - begun - computing + (closed - arrived);
    sums.exchange += sent - computed;
    sums.deltas += arrived - sent;
    sums.leader += ended - closed;
  }

  /** Returns the shares of so many milliseconds. */
  of(time: number): RoundShares {
    const shares = Object.entries(this.#sums).map(([name, sum]) => [name, sum / time]);
    return Object.fromEntries(shares) as RoundShares;
  }
}
