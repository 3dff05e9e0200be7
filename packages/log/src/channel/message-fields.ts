import { misfitOf } from '@thalweg/tensor/engine';
import {
  array,
  check,
  type GenericSchema,
  maxLength,
  minLength,
  number,
  object,
  optional,
  picklist,
  pipe,
  regex,
  safeInteger,
  safeParse,
  strictTuple,
  string,
  undefinedable,
  unknown,
} from 'valibot';
import { MOST_NAME, NAME } from '../port/check-arguments.ts';
import type { LogEntry } from '../port/log.ts';
import { type Addressed, ALL, type CarriedError, type PackedEntries } from './protocol.ts';

/** A schema for each kind of message: each one is held against its type. */
export type Schemas<M extends { readonly kind: string }> = {
  readonly [K in M['kind']]: GenericSchema<unknown, M & { readonly kind: K }>;
};

/** A message that fits, or what is wrong with one that does not, and the call or the stream that it names. */
export type Checked<M> =
  | { readonly message: M }
  | {
      /** A field and what it must be, and what it is. */
      readonly requirement: string;
      readonly given: string;
      readonly about: About | undefined;
    };

/** The call or the stream that a message is about. */
export type About = { readonly call: number } | { readonly stream: number };

/** The characters of an id of a channel: ours have 24. A server keeps one for each client with something open. */
const MOST_ID = 200;

/** The characters of the name of a log, which may be the path of a folder. */
export const MOST_LOG_NAME = 4_096;

/** A whole number from 0 that a double counts exactly. */
export const count: GenericSchema<unknown, number> = /* @__PURE__ */ pipe(
  number(),
  safeInteger('a whole number below 2^53'),
  check(value => value >= 0, 'a whole number from 0'),
);

/** A topic or a key, as `append`, `read`, `swap` and `watch` take it. */
export const name: GenericSchema<unknown, string> = /* @__PURE__ */ pipe(
  string(),
  check(({ length }) => length <= MOST_NAME, `a text of at most ${MOST_NAME} characters`),
  regex(NAME, 'words of letters, digits, - and _, joined by dots'),
);

/** Bytes that no other thread can write: those in shared memory could change after they were checked. */
export const bytes: GenericSchema<unknown, Uint8Array> = /* @__PURE__ */ pipe(
  /* @__PURE__ */ unknown(),
  /* @__PURE__ */ check(isBytes, 'a Uint8Array that is not in shared memory'),
) as GenericSchema<unknown, Uint8Array>;

/** The texts of an error are shown to people only, so their length has no ceiling beyond that of the message. */
export const error: GenericSchema<unknown, CarriedError> = /* @__PURE__ */ object({
  name: string(),
  reason: undefinedable(picklist(['deposed', 'trimmed', 'unavailable', 'damaged', 'closed', 'invalid'])),
  parts: strictTuple([string(), string(), string(), string()]),
  sequence: optional(count),
});

/** Lists of at most so many items, which are counted before they are looked at. */
export const listUpTo = <T>(most: number, item: GenericSchema<unknown, T>): GenericSchema<unknown, readonly T[]> =>
  pipe(
    unknown(),
    check(list => !Array.isArray(list) || list.length <= most, `a list of at most ${most}`),
    array(item),
  );

/** A letter of ours. An id that is `'*'` would have its answers sent to all. */
const letter: GenericSchema<unknown, Omit<Addressed<unknown>, 'thalweg'>> = /* @__PURE__ */ object({
  version: number(),
  from: pipe(
    string(),
    minLength(1),
    maxLength(MOST_ID),
    check(from => from !== ALL),
  ),
  to: string(),
  message: unknown(),
});

/** Returns what came over a channel if it is a letter to a receiver, or to all: others may use the channel as well. */
export function letterIn(data: unknown, self: string): Omit<Addressed<unknown>, 'thalweg'> | undefined {
  const { thalweg, to } = Object(data) as Partial<Addressed<unknown>>;
  if (thalweg !== 'log' || (to !== self && to !== ALL)) return undefined;
  const { output, success } = safeParse(letter, data, { abortEarly: true });
  return success ? output : undefined;
}

/** Checks a message: nothing else looks at one before. */
export function checkedBy<M extends { readonly kind: string }>(schemas: Schemas<M>, message: unknown): Checked<M> {
  const { kind, call, stream } = Object(message) as Readonly<Record<string, unknown>>;
  const about = isCount(call) ? { call } : isCount(stream) ? { stream } : undefined;
  if (typeof kind !== 'string' || !Object.hasOwn(schemas, kind))
    return { requirement: 'the kind of a message must be one of the protocol', given: shownOf(kind), about };
  const { output, issues } = safeParse(schemas[kind as M['kind']], message, { abortEarly: true });
  const misfit = misfitOf(issues);
  if (misfit === undefined) return { message: output as M };
  const { path, expected, given } = misfit;
  return { requirement: `${path} of a message '${kind}' must be ${expected}`, given, about };
}

function shownOf(kind: unknown): string {
  return misfitOf([{ expected: '', input: kind, message: '' }])!.given;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Looks at the tag, which the classes of all realms share: tests of Jest, and frames, have classes of their own. */
function isBytes(value: unknown): boolean {
  return tagOf(value) === 'Uint8Array' && tagOf((value as Uint8Array).buffer) === 'ArrayBuffer';
}

function tagOf(value: unknown): unknown {
  if (!ArrayBuffer.isView(value)) return Object.prototype.toString.call(value).slice(8, -1);
  return (value as unknown as Record<symbol, unknown>)[Symbol.toStringTag];
}

/** The bytes that go in one message. A reader that keeps one entry keeps no more than these. */
const MOST_BYTES = 65_536;

/** Packs entries into as few messages as are small; an entry that is larger has its own. */
export function* packed(entries: readonly LogEntry[]): Generator<PackedEntries> {
  for (let first = 0; first < entries.length;) {
    let size = 0;
    let end = first;
    do size += padded(entries[end++]!.bytes.length);
    while (end < entries.length && size + padded(entries[end]!.bytes.length) <= MOST_BYTES);
    const bytes = new Uint8Array(size);
    let at = 0;
    const heads = entries.slice(first, end).map(({ topic, sequence, time, bytes: own }) => {
      bytes.set(own, at);
      at += padded(own.length);
      return { topic, sequence, time, length: own.length };
    });
    yield { heads, bytes };
    first = end;
  }
}

/** Returns the entries of a message, as views of its bytes. */
export function unpacked({ heads, bytes }: PackedEntries): readonly LogEntry[] {
  let at = 0;
  return heads.map(({ topic, sequence, time, length }) => {
    const own = bytes.subarray(at, at + length);
    at += padded(length);
    return { topic, sequence, time, bytes: own };
  });
}

/** Returns the number of bytes that some take: the next multiple of 8. */
export function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
