/** The settings from the command line. */
export interface Settings extends RunSettings {
  /** The HTML file with the pictures of the run. */
  readonly report: string;
  readonly json: boolean;
  /** The runner: compiled WebAssembly or the interpreter. */
  readonly runner: 'wasm' | 'interpreter';
  /** The folder where the state of the run is saved. */
  readonly save?: string;
  /** The number of flights, and then of training steps, between two saves. */
  readonly saveEvery: number;
  /** The file that the learned model is written to. */
  readonly model?: string;
  /** The folder or file from which a run is resumed. */
  readonly resume?: string;
}

/** The settings that determine a run. A resumed run keeps them. */
export interface RunSettings {
  /** The number of flights: the first rows of the table. */
  readonly rows: number | 'all';
  /** The table of flights: Parquet, Arrow, CSV or JSON lines; undefined for that of vega-datasets. */
  readonly data?: string;
  /** The names of the table's columns. */
  readonly date: string;
  readonly delay: string;
  readonly distance: string;
  readonly origin: string;
  readonly destination: string;
  /** The table of airports, with the columns `iata` and `longitude`; undefined for that of vega-datasets. */
  readonly airports?: string;
  /** The number of hashed features is 2^bits. */
  readonly bits: number;
  /** The number of epochs of the training by batches. */
  readonly epochs: number;
  readonly seed: number;
}

/** The names of the settings that determine a run. */
export const runSettings = [
  'rows',
  'data',
  'date',
  'delay',
  'distance',
  'origin',
  'destination',
  'airports',
  'bits',
  'epochs',
  'seed',
] as const satisfies readonly (keyof RunSettings)[];
