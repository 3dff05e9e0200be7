import { sameShape, type Sizes, type Tensor } from '@thalweg/tensor';
import { DataError } from '@thalweg/tensor/engine';
import type { MetricStatistic } from '../metric/metric.ts';
import type { Predictions } from '../metric/predictions.ts';
import type { Example } from '../metric/example.ts';
import { rowLayout } from './rows.ts';

/** Reads predictions into rows of numbers. Those that a metric refuses are refused before anything is counted. */
export class OutcomeReader {
  /** A row for each example: the numbers of each metric, the target, the weight. The next outcome overwrites it. */
  rows: Float64Array;
  /** The true value of the last example that counts; 0 before the first. */
  previous = 0;
  /** The length of a row. */
  readonly stride: number;
  readonly #offsets: readonly number[];
  readonly #name: string;
  readonly #statistics: readonly MetricStatistic<object, unknown>[];
  readonly #example: { -readonly [K in keyof Example]: Example[K] };

  /** Errors name the operator, and count what it reads in a unit, such as steps. */
  constructor(name: string, unit: string, statistics: readonly MetricStatistic<object, unknown>[]) {
    this.#name = name;
    this.#statistics = statistics;
    const { offsets, stride } = rowLayout(statistics);
    this.#offsets = offsets;
    this.stride = stride;
    this.rows = new Float64Array(this.stride);
    this.#example = {
      classes: 1,
      score: 0.5,
      scores: new Float64Array(0),
      from: 0,
      target: 0.5,
      previous: 0.5,
      unit,
      number: 0,
    };
  }

  /** Reads predictions that have a number. Returns the number of examples in them. */
  read(predictions: Predictions, number: number): number {
    const { prediction, target, weight = 1 } = predictions;
    const example = this.#example;
    example.number = number;
    example.previous = this.previous;
    if (typeof target === 'object' && target.shape.length > 0) return this.#readBatch(predictions, target);
    if (typeof prediction === 'number') {
      example.classes = 1;
      example.score = prediction;
    } else {
      if (prediction.shape.length > 1) throw this.#misshapen(predictions);
      this.#scores(prediction, prediction.size);
    }
    example.target = typeof target === 'number' ? target : target.item();
    this.#write(0, typeof weight === 'number' ? weight : weight.item());
    this.previous = example.previous;
    return 1;
  }

  #readBatch(predictions: Predictions, { shape, size, data }: Tensor): number {
    const { prediction, weight = 1 } = predictions;
    const classes = typeof prediction === 'number' ? undefined : classesOf(prediction.shape as Sizes, shape as Sizes);
    const weights = typeof weight === 'number' || weight.shape.length === 0 ? undefined : weight;
    if (classes === undefined || typeof prediction === 'number' || (weights !== undefined && weights.size !== size))
      throw this.#misshapen(predictions);
    const common = typeof weight === 'number' ? weight : weights === undefined ? weight.item() : 1;
    if (this.rows.length < size * this.stride) this.rows = new Float64Array(size * this.stride);
    for (let row = 0; row < size; row++) {
      this.#scores(prediction, classes, row * classes);
      this.#example.target = data[row]!;
      this.#write(row * this.stride, weights?.data[row] ?? common);
    }
    this.previous = this.#example.previous;
    return size;
  }

  #scores(prediction: Tensor, classes: number, from = 0): void {
    const example = this.#example;
    example.classes = classes;
    example.scores = prediction.numbers;
    if (classes === 1) example.score = example.scores[from]!;
    example.from = from;
  }

  #write(at: number, weight: number): void {
    if (!(weight >= 0 && weight < Infinity)) throw this.#weightless(weight);
    const { rows } = this;
    const example = this.#example;
    const statistics = this.#statistics;
    const count = statistics.length;
    // Nothing is added of an example of weight 0, whose target may be missing.
    if (weight === 0) rows.fill(0, at, at + this.stride - 2);
    else if (this.stride > count + 2) this.#writeMore(at);
    else for (let i = 0; i < count; i++) rows[at + i] = statistics[i]!.seen(example);
    rows[at + this.stride - 2] = example.target;
    rows[at + this.stride - 1] = weight;
    if (weight > 0) example.previous = example.target;
  }

  /** Writes the numbers of metrics of which some take several. It is apart, so that engines inline the loop for one each. */
  #writeMore(at: number): void {
    this.#statistics.forEach((statistic, i) => {
      const offset = at + this.#offsets[i]!;
      this.rows[offset] = statistic.seen(this.#example);
      statistic.more?.read(this.#example, this.rows, offset + 1);
    });
  }

  #weightless(weight: number): DataError {
    const { unit, number } = this.#example;
    return new DataError(
      this.#name,
      'a weight must be a finite number of at least 0',
      `${weight} at ${unit} ${number}`,
      'Give weight 0 to examples that should not count.',
    );
  }

  #misshapen({ prediction, target, weight }: Predictions): DataError {
    const { unit, number } = this.#example;
    const shapes = [prediction, target, weight ?? 1].map(value =>
      typeof value === 'number' ? 'a number' : `[${value.shape.join(', ')}]`,
    );
    return new DataError(
      this.#name,
      'prediction, target and weight must be numbers, or have one row for each example',
      `${shapes.join(', ')} at ${unit} ${number}`,
      'Predictions are [rows] or [rows, classes], targets and weights [rows].',
    );
  }
}

/** Returns the number of predicted numbers for each target; undefined if the shapes do not fit. */
function classesOf(prediction: Sizes, target: Sizes): number | undefined {
  if (sameShape(prediction, target)) return 1;
  return sameShape(prediction.slice(0, -1), target) ? prediction[prediction.length - 1] : undefined;
}
