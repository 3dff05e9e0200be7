/** The part of the host that is used. */
interface Timers {
  readonly setTimeout: (callback: () => void, milliseconds: number) => unknown;
  readonly clearTimeout: (handle: unknown) => void;
}

/** Records that are pushed without an answer before the event loop gets a turn. */
const AHEAD = 16;

/** Turns of a millisecond or more for which operators that have not emitted yet may be asynchronous. */
const SLOW_TURNS = 1000;

/** Milliseconds to wait for the first item at the end of an epoch. */
const FIRST_SILENCE = 100;

/**
 * Decides how many records operators receive while they emit nothing. It cannot know whether they drop records, collect them,
 * or answer later. So it pushes a few in each turn of the event loop; once they have answered later, it keeps as many under
 * way, and pushes more only after a silence twice as long as any before.
 */
export class Patience {
  #emits: 'unknown' | 'at once' | 'later' = 'unknown';
  #underWay = 0;
  /** True if a silence has followed the record that was pushed last. */
  #silent = false;
  #turns = 0;
  #waitsSince: number | undefined;
  #longest = 0;

  /** True if no further record should be pushed before the event loop had a turn. */
  spent(pushed: number): boolean {
    return (this.#emits === 'later' ? this.#underWay : pushed) >= AHEAD;
  }

  /** Notes that a record was pushed. */
  pushed(): void {
    this.#silent = false;
    this.#underWay++;
  }

  /** Notes that an item was emitted, while a record was pushed or later. */
  answered(atOnce: boolean): void {
    if (this.#underWay > 0) this.#underWay--;
    if (this.#waitsSince !== undefined) this.#longest = Math.max(this.#longest, now() - this.#waitsSince);
    this.#waitsSince = undefined;
    if (!atOnce) this.#emits = 'later';
    else if (this.#emits === 'unknown') this.#emits = 'at once';
  }

  /** True if items may still come for records that were pushed. */
  expects(): boolean {
    return this.#emits !== 'at once' && !this.#silent;
  }

  /**
   * Calls back when more records may be pushed: after a silence if the items of earlier records are waited for. Returns a
   * function that cancels the call.
   */
  wait(callback: () => void, forItems: boolean): () => void {
    this.#waitsSince ??= now();
    const unknown = this.#emits === 'unknown';
    if (this.#emits === 'at once' || (unknown && !forItems && this.#turns++ >= SLOW_TURNS)) return nextTurn(callback);
    if (unknown && !forItems) return later(0, callback);
    return later(unknown ? FIRST_SILENCE : Math.min(1000, Math.max(4, 2 * this.#longest)), () => {
      this.#underWay = 0;
      this.#silent = true;
      callback();
    });
  }
}

function later(milliseconds: number, callback: () => void): () => void {
  const { setTimeout, clearTimeout } = globalThis as unknown as Timers;
  const handle = setTimeout(callback, milliseconds);
  return () => clearTimeout(handle);
}

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

/** The part of the host that is used here. Unlike the date, this clock is never set back. */
interface Clock {
  readonly performance: { readonly now: () => number };
}

/** Returns the milliseconds since an arbitrary time. */
export function now(): number {
  return (globalThis as unknown as Clock).performance.now();
}
