/** What the program is told on its command line. */
export interface Settings extends RunSettings {
  readonly json: boolean;
  /** The folder that the run's state is saved in. */
  readonly save?: string;
  /** It is saved after so many steps. */
  readonly saveEvery: number;
  /** The folder or file that the run's state is taken from. */
  readonly resume?: string;
}

/** What makes a run: one that was stopped goes on with the same. */
export interface RunSettings {
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
}

export type OptimizerName = 'adam' | 'momentum' | 'sgd';
export type ScheduleName = 'constant' | 'cosine';
