import type { Msg } from '@nats-io/nats-core';

/** A message that a consumer of the server delivered. */
export interface Delivery {
  readonly message: Msg;
  readonly bytes: Uint8Array;
  /** Its place in the stream. */
  readonly sequence: number;
  /** Its place among those of the consumer, from 1. */
  readonly count: number;
  /** When the server stored it, in ms since 1970. */
  readonly time: number;
}

/** A reply subject is `$JS.ACK.<stream>.<consumer>.<deliveries>.…`; newer servers name domain and account before the stream. */
const DOTS_BEFORE_SEQUENCE = 5;
const MORE_DOTS = 2;

/**
 * Reads where a message stands from the subject for its acknowledgement, which nobody sends; `undefined` for a message of
 * somebody else than a consumer.
 */
export function deliveryOf(message: Msg): Delivery | undefined {
  const reply = message.reply!;
  const dots = dotsIn(reply) > 8 ? DOTS_BEFORE_SEQUENCE + MORE_DOTS : DOTS_BEFORE_SEQUENCE;
  let start = 0;
  for (let dot = 0; dot < dots; dot++) start = reply.indexOf('.', start) + 1;
  const sequenceEnd = reply.indexOf('.', start);
  const countEnd = reply.indexOf('.', sequenceEnd + 1);
  const timeEnd = reply.indexOf('.', countEnd + 1);
  const { data } = message;
  const sequence = Number(reply.slice(start, sequenceEnd));
  const count = Number(reply.slice(sequenceEnd + 1, countEnd));
  // Nanoseconds, which no number holds exactly.
  const time = Number(reply.slice(countEnd + 1, timeEnd - 6));
  if (!isCount(sequence) || !isCount(count) || !Number.isFinite(time)) return undefined;
  // Node gives buffers, whose class is another one.
  return { message, bytes: new Uint8Array(data.buffer, data.byteOffset, data.length), sequence, count, time };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function dotsIn(text: string): number {
  let dots = 0;
  for (let i = text.indexOf('.'); i >= 0; i = text.indexOf('.', i + 1)) dots++;
  return dots;
}
