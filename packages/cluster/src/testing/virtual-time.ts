/** A callback that waits for its time. */
interface Waiting {
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
}

/** The functions of the host that tell or use time. */
const TIMERS = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
] as const;

/**
 * Runs a function while timers and the monotonic clock are virtual: time jumps to the next timer once all promises are
 * settled that can be. So a run of minutes takes milliseconds, and two runs are the same.
 *
 * The function gets `until`, which lets time pass until a condition holds, at most to a limit, and returns whether it does.
 */
export async function inVirtualTime<T>(
  run: (until: (condition: () => boolean, limit: number) => Promise<boolean>) => Promise<T>,
): Promise<T> {
  const host = globalThis as unknown as Record<string, unknown>;
  const real = Object.fromEntries(TIMERS.map(name => [name, host[name]]));
  const turn = real['setImmediate'] as (callback: () => void) => void;
  const time = new VirtualTime();
  Object.assign(host, time.timers);
  const { performance } = globalThis;
  Object.defineProperty(performance, 'now', { configurable: true, value: () => time.now });
  try {
    return await run(async (condition, limit) => {
      for (;;) {
        // A turn of the real event loop settles promises; several ones, as some of them wait for others.
        for (let turns = 0; turns < 2; turns++) await new Promise<void>(resolve => turn(resolve));
        if (condition()) return true;
        if (!time.next(limit)) return false;
      }
    });
  } finally {
    Object.assign(host, real);
    delete (performance as { now?: unknown }).now;
  }
}

class VirtualTime {
  now = 0;
  #order = 0;
  readonly #waiting = new Map<number, Waiting>();

  readonly timers: Readonly<Record<(typeof TIMERS)[number], unknown>> = {
    setTimeout: (call: () => void, after = 0) => this.#add(call, after),
    setInterval: (call: () => void, every: number) => this.#repeat(call, every),
    setImmediate: (call: () => void) => this.#add(call, 0),
    clearTimeout: (id: number | undefined) => this.#waiting.delete(id!),
    clearInterval: (id: number | undefined) => this.#waiting.delete(id!),
    clearImmediate: (id: number | undefined) => this.#waiting.delete(id!),
  };

  /** Calls what waits for the earliest time. Returns false if nothing waits up to a limit. */
  next(limit: number): boolean {
    let first: readonly [number, Waiting] | undefined;
    for (const entry of this.#waiting) if (first === undefined || isBefore(entry[1], first[1])) first = entry;
    if (first === undefined || first[1].at > limit) return false;
    const [id, { at, call }] = first;
    this.#waiting.delete(id);
    this.now = Math.max(this.now, at);
    call();
    return true;
  }

  #add(call: () => void, after: number, id: number = ++this.#order): number {
    this.#waiting.set(id, { at: this.now + Math.max(0, after), order: ++this.#order, call });
    return id;
  }

  #repeat(call: () => void, every: number): number {
    const id = ++this.#order;
    const again = (): void => {
      this.#add(again, every, id);
      call();
    };
    return this.#add(again, every, id);
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}
