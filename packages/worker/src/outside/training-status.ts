/**
 * The activity of a connected training: `'idle'`, it was not needed yet; `'starting'`, a worker is made and builds; then
 * `'training'` or `'paused'`; `'restarting'`, a worker died and another one takes over; `'completed'`, all records are
 * learned, and the worker stays for predictions; `'stopped'`; `'failed'`.
 */
export type TrainingActivity =
  | 'idle'
  | 'starting'
  | 'training'
  | 'paused'
  | 'restarting'
  | 'completed'
  | 'stopped'
  | 'failed';

/** The status of a connected training. */
export interface TrainingStatus {
  readonly activity: TrainingActivity;
  /** The number of records that the run has taken from its source. */
  readonly records: number;
  /** The number of workers that died and were replaced. */
  readonly restarts: number;
}
