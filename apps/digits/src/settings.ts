/** What a run of the program is told on its command line. */
export interface Settings {
  readonly optimizer: OptimizerName;
  /** Records in a batch; `Infinity` for all of them. */
  readonly batch: number;
  readonly withReplacement: boolean;
  readonly epochs: number;
  /** The first learning rate; the optimizer's usual one by default. */
  readonly learningRate?: number;
  readonly schedule: ScheduleName;
  /** Units of the hidden layer. */
  readonly hidden: number;
  readonly seed: number;
  readonly json: boolean;
}

export type OptimizerName = 'adam' | 'momentum' | 'sgd';
export type ScheduleName = 'constant' | 'cosine';
