import { check, literal, maxLength, object, pipe, string, undefinedable, unknown, type GenericSchema } from 'valibot';
import { bytes, type Checked, checkedBy, count, error, MOST_LOG_NAME, padded, type Schemas } from './message-fields.ts';
import type { PackedEntries, ServerMessage } from './protocol.ts';

/** The heads of entries: checked as they are, in one loop and without a copy, since a reading is made of them. */
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
