import type { Observable } from 'rxjs';
import type { OptimizerSettings } from './optimizers.ts';

/** What the program is told on its command line. */
export interface Settings extends RunSettings {
  readonly json: boolean;
  readonly runner: RunnerName;
  /** The folder that the run's state is saved in. */
  readonly save?: string;
  /** It is saved after so many steps. */
  readonly saveEvery: number;
  /** The folder or file that the run's state is taken from. */
  readonly resume?: string;
}

/** What computes: WebAssembly made for the network, or the interpreter. */
type RunnerName = 'wasm' | 'interpreter';

/** What makes a run: one that was stopped goes on with the same. */
export interface RunSettings extends OptimizerSettings, NetworkSettings {
  /** The first learning rate; the optimizer's usual one by default. */
  readonly learningRate?: number;
  /** Records in a batch; `Infinity` for all of them. */
  readonly batch: number;
  readonly withReplacement: boolean;
  readonly epochs: number;
}

/** What makes a network. */
export interface NetworkSettings {
  /** Units of the hidden layer. */
  readonly hidden: number;
  /** Seed of the first weights; of split and order too. */
  readonly seed: number;
}

/** What makes a training, which somebody may steer while it runs. */
export interface LearningSettings extends Omit<RunSettings, 'learningRate'> {
  /** A number, or a stream of them such as a slider, which the optimizer follows in place of the schedule. */
  readonly learningRate?: number | Observable<number>;
  readonly runner: RunnerName;
  /** When steps are taken; always if left out. */
  readonly running?: Observable<boolean>;
}

/** The names of the settings that make a run. */
export const runSettings = [
  'optimizer',
  'batch',
  'withReplacement',
  'epochs',
  'learningRate',
  'schedule',
  'hidden',
  'seed',
] as const satisfies readonly (keyof RunSettings)[];
