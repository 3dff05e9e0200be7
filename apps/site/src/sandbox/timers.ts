/** Counts what a program has the browser do later, and ends it. */
export interface Timers {
  /** True if the program has nothing left to do. */
  readonly quiet: () => boolean;
  /** Calls nothing any more. */
  readonly stop: () => void;
}

type Later = (call: () => void, ...more: unknown[]) => number;

/** Replaces the timers of a page by ones that can be stopped. `changed` is called when one begins or ends. */
export function stoppableTimers(page: Window & typeof globalThis, changed: () => void): Timers {
  const open = new Set<string>();
  let stopped = false;
  const begin = (key: string): void => void (open.add(key), changed());
  const end = (key: string): void => void (open.delete(key) && changed());
  const replace = (
    name: 'setTimeout' | 'setInterval' | 'requestAnimationFrame',
    clear: string,
    once: boolean,
  ): void => {
    const original = (page[name] as unknown as Later).bind(page);
    const originalClear = (page as unknown as Record<string, (id: number) => void>)[clear]!.bind(page);
    const later: Later = (call, ...more) => {
      const id = original(
        (...given: unknown[]) => {
          if (once) end(clear + id);
          if (!stopped) (call as (...given: unknown[]) => void)(...given);
        },
        ...(more as []),
      );
      if (!stopped) begin(clear + id);
      return id;
    };
    const cancel = (id: number): void => (originalClear(id), end(clear + id));
    Object.assign(page, { [name]: later, [clear]: cancel });
  };
  replace('setTimeout', 'clearTimeout', true);
  replace('setInterval', 'clearInterval', false);
  replace('requestAnimationFrame', 'cancelAnimationFrame', true);
  const stop = (): void => {
    stopped = true;
    open.clear();
    changed();
  };
  return { quiet: () => open.size === 0, stop };
}
