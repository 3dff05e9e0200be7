import {
  check,
  literal,
  maxLength,
  minLength,
  number,
  object,
  pipe,
  string,
  undefinedable,
  unknown,
  type GenericSchema,
} from 'valibot';
import { MOST_ID } from '../port/check-arguments.ts';
import { isEpoch } from '../port/epochs.ts';
import {
  bytes,
  checkedBy,
  count,
  listUpTo,
  name,
  type Checked,
  type Schemas,
  error,
  MOST_LOG_NAME,
  padded,
} from './message-fields.ts';
import { MOST_STREAMS, type ClientMessage, type PackedEntries, type ServerMessage } from './protocol.ts';

/** The topics of one stream of entries: a log of thousands of partitions can be read at once. */
const MOST_TOPICS = 4_096;

/** A number of entries that a client allows: all, without a demand. */
const allowed = /* @__PURE__ */ pipe(
  /* @__PURE__ */ number(),
  /* @__PURE__ */ check(
    value => value === Infinity || (Number.isSafeInteger(value) && value >= 0),
    'a whole number from 0, or Infinity',
  ),
);

/** The messages of a client. */
export const clientSchemas: Schemas<ClientMessage> = {
  // The sample may be what a channel has made of an array: the answer says so.
  hello: /* @__PURE__ */ object({ kind: literal('hello'), sample: unknown() }),
  beat: /* @__PURE__ */ object({ kind: literal('beat'), streams: listUpTo(MOST_STREAMS, count) }),
  append: /* @__PURE__ */ object({
    kind: literal('append'),
    call: count,
    topic: name,
    bytes,
    id: undefinedable(pipe(string(), minLength(1), maxLength(MOST_ID))),
    epoch: undefinedable(
      pipe(
        count,
        check(epoch => isEpoch(epoch), 'an epoch, from 0 to 2⁴⁸'),
      ),
    ),
  }),
  swap: /* @__PURE__ */ object({ kind: literal('swap'), call: count, key: name, expected: count, bytes }),
  read: /* @__PURE__ */ object({
    kind: literal('read'),
    stream: count,
    topics: pipe(
      listUpTo(MOST_TOPICS, name),
      check(({ length }) => length > 0, 'at least one topic'),
    ),
    from: count,
    until: undefinedable(literal('end')),
    allowed,
  }),
  watch: /* @__PURE__ */ object({ kind: literal('watch'), stream: count, key: name }),
  allow: /* @__PURE__ */ object({ kind: literal('allow'), stream: count, count: allowed }),
  ack: /* @__PURE__ */ object({ kind: literal('ack'), stream: count, count }),
  close: /* @__PURE__ */ object({ kind: literal('close'), stream: count }),
};

/** Checks a message of a client. */
export function checkedClientMessage(message: unknown): Checked<ClientMessage> {
  return checkedBy(clientSchemas, message);
}

/** The heads of entries: checked as they are, in one loop and without a copy, since all entries have one. */
const heads = /* @__PURE__ */ pipe(
  /* @__PURE__ */ unknown(),
  /* @__PURE__ */ check(areHeads, 'heads of entries whose sequences ascend'),
) as GenericSchema<unknown, PackedEntries['heads']>;

/** The messages of a server. */
export const serverSchemas: Schemas<ServerMessage> = {
  // The sample may be what a channel has made of an array: the client tells its user so.
  welcome: /* @__PURE__ */ object({
    kind: literal('welcome'),
    log: pipe(string(), maxLength(MOST_LOG_NAME)),
    sample: unknown(),
  }),
  beat: /* @__PURE__ */ object({ kind: literal('beat') }),
  bye: /* @__PURE__ */ object({ kind: literal('bye') }),
  answer: /* @__PURE__ */ object({ kind: literal('answer'), call: count, value: undefinedable(count) }),
  refusal: /* @__PURE__ */ object({ kind: literal('refusal'), call: count, error }),
  lost: /* @__PURE__ */ object({ kind: literal('lost'), stream: count }),
  entries: /* @__PURE__ */ pipe(
    object({ kind: literal('entries'), stream: count, heads, bytes }),
    check(message => isFilled(message), 'heads that tell of all bytes'),
  ),
  value: /* @__PURE__ */ object({ kind: literal('value'), stream: count, version: count, bytes }),
  end: /* @__PURE__ */ object({ kind: literal('end'), stream: count }),
  failure: /* @__PURE__ */ object({ kind: literal('failure'), stream: count, error }),
};

/** Checks a message of a server. */
export function checkedServerMessage(message: unknown): Checked<ServerMessage> {
  return checkedBy(serverSchemas, message);
}

function areHeads(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  let before = 0;
  for (const head of value as readonly (PackedEntries['heads'][number] | null | undefined)[]) {
    const { topic, sequence, time, length } = head ?? ({} as Partial<PackedEntries['heads'][number]>);
    if (typeof topic !== 'string' || !Number.isFinite(time) || !isCount(length)) return false;
    if (!isCount(sequence) || sequence <= before) return false;
    before = sequence;
  }
  return true;
}

function isFilled({ heads, bytes }: PackedEntries): boolean {
  let size = 0;
  for (const { length } of heads) size += padded(length);
  return size === bytes.length;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
