import type { Report } from './messages.ts';

/** The functions that an instrumented program calls. */
export interface Reporter {
  /** The blocks before have run: from now on what is printed counts. */
  readonly start: () => void;
  readonly begin: (line: number) => void;
  readonly end: () => void;
  /** Says the value of a statement, unless the statement has printed something. */
  readonly value: (line: number, value: unknown) => void;
  readonly variables: (variables: Readonly<Record<string, unknown>>) => void;
  readonly print: (...values: readonly unknown[]) => void;
}

/** A reporter that hands on to `send`, and gives the variables of the block at its end to `keep`. */
export function reporter(
  send: (report: Report) => void,
  keep: (variables: Readonly<Record<string, unknown>>) => void,
): Reporter {
  let started = false;
  let line: number | undefined;
  let printed = 0;
  return {
    start: () => void (started = true),
    begin(at) {
      line = at;
      printed = 0;
    },
    end: () => void (line = undefined),
    value(at, value) {
      line = undefined;
      if (printed === 0) send({ kind: 'value', line: at, text: formatValue(value) });
    },
    variables: keep,
    print(...values) {
      if (!started) return;
      printed++;
      send({ kind: 'printed', line, text: formatLine(values) });
    },
  };
}

/** The most elements of an array that are written out, as in Node. */
const ELEMENTS = 100;

/** A value as Node prints it, without its line breaks: `[ 1, 2 ]`, `{ x: 'a' }`. */
export function formatValue(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'function') return value.name === '' ? '[Function (anonymous)]' : `[Function: ${value.name}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Error) return String(value);
  return depth > 3 ? '[Object]' : formatObject(value, depth);
}

function formatObject(value: object, depth: number): string {
  const one = (each: unknown): string => formatValue(each, depth + 1);
  if (Array.isArray(value)) return list('', value, one);
  const name = (value.constructor as { readonly name?: string } | undefined)?.name ?? '';
  if (ArrayBuffer.isView(value)) return list(`${name}(${(value as Uint8Array).length}) `, value as Uint8Array, one);
  if (value instanceof Set) return braced(`Set(${value.size}) `, [...value].map(one));
  const pairs = value instanceof Map ? [...value].map(([key, each]) => `${one(key)} => ${one(each)}`) : [];
  if (value instanceof Map) return braced(`Map(${value.size}) `, pairs);
  const text = (value as { readonly toString?: () => string }).toString?.();
  if (name !== 'Object' && text !== undefined && text !== '[object Object]') return text;
  const entries = Object.entries(value).map(
    ([key, each]) => `${/^[\w$]+$/.test(key) ? key : quoted(key)}: ${one(each)}`,
  );
  return braced(name === 'Object' || name === '' ? '' : `${name} `, entries);
}

function list(before: string, items: ArrayLike<unknown>, one: (each: unknown) => string): string {
  const shown = Array.from({ length: Math.min(items.length, ELEMENTS) }, (_, at) => one(items[at]));
  if (items.length > ELEMENTS) shown.push(`... ${items.length - ELEMENTS} more items`);
  return before + (shown.length === 0 ? '[]' : `[ ${shown.join(', ')} ]`);
}

function braced(before: string, entries: readonly string[]): string {
  return before + (entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`);
}

function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  if (!escaped.includes("'")) return `'${escaped}'`;
  return escaped.includes('"') ? `'${escaped.replaceAll("'", "\\'")}'` : `"${escaped}"`;
}

/** Values as `console.log` prints them: strings as they are. */
export function formatLine(values: readonly unknown[]): string {
  return values.map(value => (typeof value === 'string' ? value : formatValue(value))).join(' ');
}

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
