import type { ChannelPort } from '@thalweg/log';
import { ContractError } from '@thalweg/tensor';
import { functionOf } from '@thalweg/tensor/engine';

/** The part of a process that {@link processPort} uses: a `ChildProcess`, a `cluster.Worker`, or `process` in a child. */
export interface ProcessLike {
  /** Sends a message; missing without a channel. */
  readonly send?: ((message: never, callback: (error: Error | null) => void) => boolean) | undefined;
  /** False once the channel is closed. */
  readonly connected?: boolean | undefined;
  /** Calls back for each event. */
  readonly on: (event: never, listener: never) => unknown;
  /** Ends these calls. */
  readonly off: (event: never, listener: never) => unknown;
}

/**
 * Returns a process as an end of a channel for `serveLog` and `remoteLog`: a child for its parent, `process` for the child.
 * The child must be forked with `{ serialization: 'advanced' }`, as JSON has no typed arrays. Messages that are none of a log, or do not
 * fit, are left alone or refused: what a child sends ends nothing in its parent.
 *
 * - **Throws** `ContractError` for a process without a channel, or with one that is closed
 *
 * @example
 * // in the parent
 * const child = fork('worker.js', { serialization: 'advanced' });
 * serveLog(memoryLog(), processPort(child));
 * // in the child
 * const log = remoteLog(processPort(process));
 */
export function processPort(other: ProcessLike): ChannelPort {
  functionOf('processPort', 'send of the process', (other as ProcessLike | undefined)?.send);
  // The event of its end has come and gone: whoever listens now would wait for ever.
  if (other.connected === false)
    throw new ContractError(
      'processPort',
      'the channel of the process must be open',
      'a closed one',
      'The other process has ended: start it again.',
    );
  return {
    // Whether it was sent, the other side says; that the channel is closed, an event.
    postMessage: message => other.send!(message as never, () => {}),
    on: (event: never, listener: never) => other.on(event, listener),
    off: (event: never, listener: never) => other.off(event, listener),
  };
}
