/**
 * One end of a channel: a `MessagePort`, a `Worker` of a page or of Node, the scope of a worker, Node's `parentPort`, or a
 * `BroadcastChannel`; `processPort` of `@thalweg/node` makes one of a process. It takes messages as the structured clone
 * algorithm copies them, keeps their order, loses none while both ends live, and emits each one in an event or, in Node, without one.
 */
export interface ChannelPort {
  /** Sends a message, and transfers buffers. */
  readonly postMessage: (message: unknown, transfer: ArrayBuffer[]) => void;
  // The hosts declare listeners in many ways. What is called is checked.
  readonly addEventListener?: unknown;
  readonly removeEventListener?: unknown;
  readonly on?: unknown;
  readonly off?: unknown;
  readonly start?: unknown;
}
