/** The parts of the host that are used. Node and browsers each have some of them. */
interface Host {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly clearImmediate?: (handle: unknown) => void;
  readonly MessageChannel?: new () => {
    port1: { onmessage: (() => void) | null; close(): void };
    port2: { postMessage(value: unknown): void };
  };
  readonly setTimeout: (callback: () => void) => unknown;
  readonly clearTimeout: (handle: unknown) => void;
}

/**
 * Calls back after the event loop had a turn, so that timers, input and painting come first. Returns a function that
 * cancels the call. A timeout would wait 4 ms in browsers; a promise leaves the event loop no turn.
 */
export function nextTurn(callback: () => void): () => void {
  const host = globalThis as unknown as Host;
  if (host.setImmediate !== undefined) {
    const handle = host.setImmediate(callback);
    return () => host.clearImmediate?.(handle);
  }
  if (host.MessageChannel === undefined) {
    const handle = host.setTimeout(callback);
    return () => host.clearTimeout(handle);
  }
  const { port1, port2 } = new host.MessageChannel();
  port1.onmessage = () => {
    port1.close();
    callback();
  };
  port2.postMessage(undefined);
  return () => port1.close();
}
