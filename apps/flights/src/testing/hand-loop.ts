// The same task as a loop by hand: typed arrays and nothing of the framework. What the app reaches is compared with this.
import { type Flights, lateness } from '../data/flights.ts';

/** The quality of predictions over the second half of the flights. */
export interface HandFigures {
  readonly auc: number;
  readonly logLoss: number;
}

/** Predicts a flight by its row, and learns from one that has landed. */
interface HandModel {
  predict(row: number): number;
  learn(row: number): void;
}

const BITS = 18;
const RATE = 0.1;
const HALF_LIVES = [0.5, 2];
const HOUR = 3_600_000;
/** The number of smoothing flights at the average rate, in the table. */
const PRIOR = 5;

/** Takes each flight as it leaves, after the labels of the flights that have landed by then. */
export function handLoop(flights: Flights, model: HandModel): HandFigures {
  const { rows, departure, landing } = flights;
  const byLanding = new Uint32Array(rows).map((_, row) => row).sort((a, b) => landing[a]! - landing[b]! || a - b);
  const predictions = new Float64Array(rows);
  let landed = 0;
  for (let row = 0; row < rows; row++) {
    while (landing[byLanding[landed]!]! <= departure[row]!) model.learn(byLanding[landed++]!);
    predictions[row] = model.predict(row);
  }
  return figuresOf(flights, predictions, Math.floor(rows / 2));
}

/** The share of late flights so far. */
export function handBaseRate({ delay }: Flights): HandModel {
  let [late, seen] = [1, PRIOR];
  return {
    predict: () => late / seen,
    learn(row) {
      late += lateness(delay[row]!);
      seen++;
    },
  };
}

/** A table of the shares of late flights by origin and hour, smoothed towards the share of all. */
export function handTable(flights: Flights): HandModel {
  const { airports, origin, hour, delay } = flights;
  const late = new Float64Array(airports.length * 24);
  const seen = new Float64Array(airports.length * 24);
  const all = handBaseRate(flights);
  const cell = (row: number): number => origin[row]! * 24 + hour[row]!;
  return {
    predict: row => (late[cell(row)]! + PRIOR * all.predict(row)) / (seen[cell(row)]! + PRIOR),
    learn(row) {
      late[cell(row)]! += lateness(delay[row]!);
      seen[cell(row)]!++;
      all.learn(row);
    },
  };
}

/** Logistic regression on hashed features, learned by Adagrad, with recent delays at both airports or without. */
export function handLogistic(flights: Flights, { recent }: { readonly recent: boolean }): HandModel {
  const { rows, delay } = flights;
  const width = 9 + (recent ? 4 * HALF_LIVES.length : 0);
  const weights = new Float32Array(2 ** BITS);
  const squares = new Float32Array(2 ** BITS);
  const bias = { weight: 0, squares: 0 };
  const indices = new Int32Array(rows * width);
  const values = new Float32Array(rows * width);
  const delays = HALF_LIVES.map(halfLife => new HandDelays(flights, halfLife));
  const probability = (row: number): number => {
    let z = bias.weight;
    for (let at = row * width; at < (row + 1) * width; at++) z += weights[indices[at]!]! * values[at]!;
    return 1 / (1 + Math.exp(-z));
  };
  return {
    predict(row) {
      hashStatic(flights, row, { indices, values, at: row * width });
      if (recent)
        delays.forEach((one, i) => one.write(row, { indices, values, at: row * width + 9 + 4 * i, first: 9 + 4 * i }));
      return probability(row);
    },
    learn(row) {
      const error = probability(row) - lateness(delay[row]!);
      for (let at = row * width; at < (row + 1) * width; at++) {
        const [index, gradient] = [indices[at]!, error * values[at]!];
        squares[index]! += gradient ** 2;
        if (gradient !== 0) weights[index]! -= (RATE * gradient) / (Math.sqrt(squares[index]!) + 1e-8);
      }
      bias.squares += error ** 2;
      bias.weight -= (RATE * error) / (Math.sqrt(bias.squares) + 1e-8);
      for (const one of delays) one.landed(row);
    },
  };
}

interface Written {
  readonly indices: Int32Array;
  readonly values: Float32Array;
  readonly at: number;
}

/** Writes what is known of a flight itself: eight names and the distance. */
function hashStatic(flights: Flights, row: number, { indices, values, at }: Written): void {
  const [origin, destination, hour] = [flights.origin[row]!, flights.destination[row]!, flights.hour[row]!];
  const miles = flights.distance[row]!;
  const names = [
    origin,
    destination,
    origin * flights.airports.length + destination,
    hour,
    flights.weekday[row]!,
    origin * 24 + hour,
    destination * 24 + hour,
    Math.min(25, Math.floor(miles / 100)),
    0,
  ];
  names.forEach((name, field) => {
    indices[at + field] = hashOf(field, name);
    values[at + field] = 1;
  });
  values[at + 8] = miles / 1000;
}

/** Decaying averages of lateness and delay, of the flights that left an airport and of those that came to one. */
class HandDelays {
  readonly #flights: Flights;
  readonly #halfLife: number;
  readonly #late: Float64Array;
  readonly #delay: Float64Array;
  readonly #weight: Float64Array;
  readonly #time: Float64Array;

  constructor(flights: Flights, halfLife: number) {
    this.#flights = flights;
    this.#halfLife = halfLife;
    const sums = (): Float64Array => new Float64Array(2 * flights.airports.length);
    [this.#late, this.#delay, this.#weight, this.#time] = [sums(), sums(), sums(), sums()];
  }

  /** Counts a flight that has landed, at both of its airports. */
  landed(row: number): void {
    const { landing, delay } = this.#flights;
    for (const place of this.#places(row)) {
      const fade = this.#fade(place, landing[row]!);
      this.#late[place] = this.#late[place]! * fade + lateness(delay[row]!);
      this.#delay[place] = this.#delay[place]! * fade + Math.max(-30, Math.min(180, delay[row]!));
      this.#weight[place] = this.#weight[place]! * fade + 1;
      this.#time[place] = landing[row]!;
    }
  }

  write(row: number, { indices, values, at, first }: Written & { readonly first: number }): void {
    this.#places(row).forEach((place, i) => {
      const fade = this.#fade(place, this.#flights.departure[row]!);
      const weight = this.#weight[place]! * fade + 2;
      for (const k of [0, 1]) indices[at + 2 * i + k] = hashOf(first + 2 * i + k, 0);
      values[at + 2 * i] = (this.#late[place]! * fade + 0.4) / weight;
      values[at + 2 * i + 1] = (this.#delay[place]! * fade + 10) / weight / 30;
    });
  }

  #places(row: number): readonly number[] {
    return [this.#flights.origin[row]!, this.#flights.airports.length + this.#flights.destination[row]!];
  }

  #fade(place: number, time: number): number {
    return 2 ** (-(time - this.#time[place]!) / (this.#halfLife * HOUR));
  }
}

/** Mixes the number of a field and of a name to an index. */
function hashOf(field: number, name: number): number {
  let mixed = Math.imul(field + 1, 0x9e3779b1) ^ Math.imul(name + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) & (2 ** BITS - 1);
}

/** Log loss, and the area under the ROC curve by ranks, ties counting half, of the rows from `from` on. */
function figuresOf({ rows, delay }: Flights, predictions: Float64Array, from: number): HandFigures {
  let loss = 0;
  let late = 0;
  for (let row = from; row < rows; row++) {
    const truth = lateness(delay[row]!);
    loss -= Math.log(truth === 1 ? predictions[row]! : 1 - predictions[row]!);
    late += truth;
  }
  const order = new Uint32Array(rows - from).map((_, i) => from + i).sort((a, b) => predictions[a]! - predictions[b]!);
  let ranks = 0;
  for (let first = 0, next = 0; first < order.length; first = next) {
    let ones = 0;
    while (next < order.length && predictions[order[next]!] === predictions[order[first]!])
      ones += lateness(delay[order[next++]!]!);
    ranks += (ones * (first + 1 + next)) / 2;
  }
  const onTime = order.length - late;
  return { auc: (ranks - (late * (late + 1)) / 2) / (late * onTime), logLoss: loss / order.length };
}
