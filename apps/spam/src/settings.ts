/** The settings from the command line. */
export interface Settings extends RunSettings {
  readonly json: boolean;
  /** The runner: compiled WebAssembly or the interpreter. */
  readonly runner: 'wasm' | 'interpreter';
  /** The folder where the state of the run is saved. */
  readonly save?: string;
  /** The number of mails between two saves. */
  readonly saveEvery: number;
  /** The folder or file from which a run is resumed. */
  readonly resume?: string;
}

/** The settings that determine a run. A resumed run keeps them. */
export interface RunSettings {
  readonly optimizer: 'adagrad' | 'ftrl';
  readonly learningRate?: number;
  /** The average delay of labels in mails; 0 for no delay. */
  readonly delay: number;
  /** True if the two classes swap half-way. */
  readonly drift: boolean;
  /** The reaction to drifting errors. */
  readonly reaction: Reaction;
  /** The number of features is 2^bits. */
  readonly bits: number;
  readonly seed: number;
}

export const reactions = ['none', 'forget', 'rate', 'shadow'] as const;
type Reaction = (typeof reactions)[number];

/** The names of the settings that determine a run. */
export const runSettings = [
  'optimizer',
  'learningRate',
  'delay',
  'drift',
  'reaction',
  'bits',
  'seed',
] as const satisfies readonly (keyof RunSettings)[];
