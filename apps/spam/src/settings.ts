/** What the program is told on its command line. */
export interface Settings extends RunSettings {
  readonly json: boolean;
  /** What computes: WebAssembly made for the model, or the interpreter. */
  readonly runner: 'wasm' | 'interpreter';
  /** The folder that the run's state is saved in. */
  readonly save?: string;
  /** It is saved after so many mails. */
  readonly saveEvery: number;
  /** The folder or file that the run's state is taken from. */
  readonly resume?: string;
}

/** What makes a run: one that was stopped goes on with the same. */
export interface RunSettings {
  readonly optimizer: 'adagrad' | 'ftrl';
  readonly learningRate?: number;
  /** Labels come so many mails late on average; 0 for at once. */
  readonly delay: number;
  /** Whether the two classes swap their sources half-way. */
  readonly drift: boolean;
  /** What is done when the errors drift. */
  readonly reaction: Reaction;
  /** There are 2^bits features. */
  readonly bits: number;
  readonly seed: number;
}

export const reactions = ['none', 'forget', 'rate', 'shadow'] as const;
type Reaction = (typeof reactions)[number];

/** The names of the settings that make a run. */
export const runSettings = [
  'optimizer',
  'learningRate',
  'delay',
  'drift',
  'reaction',
  'bits',
  'seed',
] as const satisfies readonly (keyof RunSettings)[];
