/** Counts what a program has the browser do later, and ends it. */
export interface Timers {
  /** True if the program has nothing left to do. */
  readonly quiet: () => boolean;
  /** Calls nothing any more. */
  readonly stop: () => void;
}

type Later = (call: () => void, ...more: unknown[]) => number;
type Cancel = (id: number) => void;

/**
 * Replaces the timers of a page by ones that can be stopped, and gives it `setImmediate`, by which trainings let the page
 * breathe: they would take a message channel, which nobody can stop. `changed` is called when a timer begins or ends.
 */
export function stoppableTimers(page: Window & typeof globalThis, changed: () => void): Timers {
  const open = new Set<string>();
  let stopped = false;
  const begin = (key: string): void => void (open.add(key), changed());
  const end = (key: string): void => void (open.delete(key) && changed());
  const replace = (name: string, later: Later, clear: string, cancel: Cancel, once: boolean): void => {
    const replaced: Later = (call, ...more) => {
      const key = (id: number): string => clear + id;
      const id = later(
        (...given: unknown[]) => {
          try {
            if (!stopped) (call as (...given: unknown[]) => void)(...given);
          } finally {
            // After the call: one that sets the next timer is never quiet in between.
            if (once) end(key(id));
          }
        },
        ...(more as []),
      );
      if (!stopped) begin(key(id));
      return id;
    };
    const replacedCancel: Cancel = id => (cancel(id), end(clear + id));
    Object.assign(page, { [name]: replaced, [clear]: replacedCancel });
  };
  replace('setTimeout', page.setTimeout.bind(page) as Later, 'clearTimeout', page.clearTimeout.bind(page), true);
  replace('setInterval', page.setInterval.bind(page) as Later, 'clearInterval', page.clearInterval.bind(page), false);
  const [frame, cancelFrame] = [page.requestAnimationFrame.bind(page), page.cancelAnimationFrame.bind(page)];
  replace('requestAnimationFrame', frame, 'cancelAnimationFrame', cancelFrame, true);
  replace('setImmediate', ...turns(), true);
  const stop = (): void => {
    stopped = true;
    open.clear();
    changed();
  };
  return { quiet: () => open.size === 0, stop };
}

/** A call in the next turn of the event loop, the name of what cancels it, and that. */
function turns(): [Later, string, Cancel] {
  const ports = new Map<number, MessagePort>();
  let last = 0;
  const later: Later = call => {
    const id = ++last;
    const { port1, port2 } = new MessageChannel();
    ports.set(id, port1);
    port1.onmessage = () => (cancel(id), call());
    port2.postMessage(undefined);
    return id;
  };
  const cancel: Cancel = id => {
    ports.get(id)?.close();
    ports.delete(id);
  };
  return [later, 'clearImmediate', cancel];
}
