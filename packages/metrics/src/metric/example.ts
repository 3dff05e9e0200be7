/** One example that metrics read. It is valid until they return: the next example is written into the same object. */
export interface Example {
  /** The number of predicted numbers: 1 for a score or a number, else one for each class. */
  readonly classes: number;
  /** The predicted number, if there is one. */
  readonly score: number;
  /** The predicted numbers, if there are several; those of this example begin at {@link Example.from}. */
  readonly scores: ArrayLike<number>;
  readonly from: number;
  /** The true value. */
  readonly target: number;
  /** The true value of the example before, if {@link MetricStatistic.remembers} is set; 0 before the first. */
  readonly previous: number;
  /** The unit in which examples or batches are counted, such as 'step', and the number of this one: for messages. */
  readonly unit: string;
  readonly number: number;
}
