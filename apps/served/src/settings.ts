/** The settings of a measurement. */
export interface Settings {
  /** The processes that predict. */
  readonly predictors: number;
  readonly seconds: number;
  /** Seconds between two publications; `Infinity` for none, to compare. */
  readonly publishEvery: number;
  /** Connections to each predictor, with one request at a time on each. */
  readonly connections: number;
  /** Requests a second to each predictor; as many as it answers if undefined. */
  readonly rate: number | undefined;
  readonly hidden: number;
  readonly seed: number;
  readonly json: boolean;
}
