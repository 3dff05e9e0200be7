import type { OptimizerSettings } from './optimizers.ts';

/** What the program is told on its command line. */
export interface Settings extends RunSettings {
  readonly json: boolean;
  /** What computes: WebAssembly made for the network, or the interpreter. */
  readonly runner: 'wasm' | 'interpreter';
  /** The folder that the run's state is saved in. */
  readonly save?: string;
  /** It is saved after so many steps. */
  readonly saveEvery: number;
  /** The folder or file that the run's state is taken from. */
  readonly resume?: string;
}

/** What makes a run: one that was stopped goes on with the same. */
export interface RunSettings extends OptimizerSettings {
  /** Records in a batch; `Infinity` for all of them. */
  readonly batch: number;
  readonly withReplacement: boolean;
  readonly epochs: number;
  /** Units of the hidden layer. */
  readonly hidden: number;
  readonly seed: number;
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
