import { check, literal, maxLength, minLength, number, object, pipe, string, undefinedable, unknown } from 'valibot';
import { MOST_ID } from '../port/check-arguments.ts';
import { isEpoch } from '../port/epochs.ts';
import { bytes, checkedBy, count, listUpTo, name, type Checked, type Schemas } from './message-fields.ts';
import { MOST_STREAMS, type ClientMessage } from './protocol.ts';

/** The topics of one reading: a log of thousands of partitions can be read at once. */
const MOST_TOPICS = 4_096;

/** A number of entries that a reading allows: all, for a reading without a demand. */
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
