import { DataError } from '@thalweg/data';
import type { Tensor } from '@thalweg/tensor';
import type { Outcome } from '../../outcome.ts';
import type { MetricStatistic } from '../metric.ts';
import { checkOutcome } from './check-outcome.ts';
import type { Example } from './example.ts';

/** Reads outcomes into rows of numbers. An outcome that a metric refuses is refused before anything is counted. */
export class OutcomeReader {
  /** A row for each example: the number of each metric, the target, the weight. The next outcome overwrites it. */
  rows: Float64Array;
  /** The length of a row. */
  readonly stride: number;
  readonly #name: string;
  readonly #statistics: readonly MetricStatistic<object, unknown>[];
  readonly #example: { -readonly [K in keyof Example]: Example[K] } = {
    classes: 1,
    score: 0.5,
    scores: new Float64Array(0),
    from: 0,
    target: 0.5,
    step: 0,
  };

  constructor(name: string, statistics: readonly MetricStatistic<object, unknown>[]) {
    this.#name = name;
    this.#statistics = statistics;
    this.stride = statistics.length + 2;
    this.rows = new Float64Array(this.stride);
  }

  /** Reads an outcome. Returns the number of its examples. */
  read(outcome: Outcome): number {
    checkOutcome(this.#name, outcome);
    const { prediction, target, weight = 1, step } = outcome;
    const example = this.#example;
    example.step = step;
    if (typeof target === 'object' && target.shape.length > 0) return this.#readBatch(outcome, target);
    if (typeof prediction === 'number') {
      example.classes = 1;
      example.score = prediction;
    } else {
      if (prediction.shape.length > 1) throw this.#misshapen(outcome);
      this.#scores(prediction, prediction.size);
    }
    example.target = typeof target === 'number' ? target : target.item();
    this.#write(0, typeof weight === 'number' ? weight : weight.item());
    return 1;
  }

  #readBatch(outcome: Outcome, { shape, size, data }: Tensor): number {
    const { prediction, weight = 1 } = outcome;
    if (typeof prediction === 'number' || shape.length > 1) throw this.#misshapen(outcome);
    const [rows, classes = 1] = prediction.shape;
    const weights = typeof weight === 'number' || weight.shape.length === 0 ? undefined : weight;
    if (rows !== size || prediction.shape.length > 2 || (weights !== undefined && weights.size !== size))
      throw this.#misshapen(outcome);
    const common = typeof weight === 'number' ? weight : weights === undefined ? weight.item() : 1;
    if (this.rows.length < size * this.stride) this.rows = new Float64Array(size * this.stride);
    for (let row = 0; row < size; row++) {
      this.#scores(prediction, classes, row * classes);
      this.#example.target = data[row]!;
      this.#write(row * this.stride, weights?.data[row] ?? common);
    }
    return size;
  }

  #scores(prediction: Tensor, classes: number, from = 0): void {
    const example = this.#example;
    example.classes = classes;
    if (classes === 1) example.score = prediction.data[from]!;
    example.scores = prediction.data;
    example.from = from;
  }

  #write(at: number, weight: number): void {
    if (!(weight >= 0 && weight < Infinity))
      throw new DataError(
        this.#name,
        'a weight must be a finite number of at least 0',
        `${weight} at step ${this.#example.step}`,
        'Give weight 0 to examples that should not count.',
      );
    const { rows } = this;
    const example = this.#example;
    const statistics = this.#statistics;
    const count = statistics.length;
    for (let i = 0; i < count; i++) rows[at + i] = statistics[i]!.seen(example);
    rows[at + count] = example.target;
    rows[at + count + 1] = weight;
  }

  #misshapen({ prediction, target, weight, step }: Outcome): DataError {
    const shapes = [prediction, target, weight ?? 1].map(value =>
      typeof value === 'number' ? 'a number' : `[${value.shape.join(', ')}]`,
    );
    return new DataError(
      this.#name,
      'prediction, target and weight must be numbers, or have one row for each example',
      `${shapes.join(', ')} at step ${step}`,
      'Predictions are [rows] or [rows, classes], targets and weights [rows].',
    );
  }
}
