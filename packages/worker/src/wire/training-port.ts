/**
 * One end of a channel to a training: a `Worker` of a page or of Node, a `MessagePort`, the scope of a worker, or Node's
 * `parentPort`.
 */
export interface TrainingPort {
  /** Sends a message, and transfers buffers and ports. */
  readonly postMessage: (message: unknown, transfer: never[]) => void;
  // The hosts declare listeners in many ways. What is called is checked.
  readonly addEventListener?: unknown;
  readonly removeEventListener?: unknown;
  readonly on?: unknown;
  readonly off?: unknown;
}
