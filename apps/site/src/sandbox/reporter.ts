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
