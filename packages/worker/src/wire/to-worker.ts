import {
  boolean,
  check,
  literal,
  maxLength,
  number,
  object,
  picklist,
  pipe,
  string,
  undefinedable,
  unknown,
  variant,
} from 'valibot';
import type { ToWorker } from './protocol.ts';
import {
  anyNumber,
  checkedBy,
  count,
  packedFields,
  packedList,
  packedSnapshot,
  offset,
  type Checked,
  type Schemas,
} from './message-fields.ts';

/** The characters of the name of a setting. The names that a training has are of its author; an unknown one is compared with each. */
const MOST_SETTING_NAME = 1_000;

/** The messages from the outside to the worker. */
export const toWorkerSchemas: Schemas<ToWorker> = {
  open: /* @__PURE__ */ object({
    kind: literal('open'),
    initial: unknown(),
    snapshot: undefinedable(packedSnapshot),
    emitted: count,
    applied: count,
    paused: boolean(),
    credit: pipe(
      count,
      check(credit => credit > 0, 'a whole number from 1'),
    ),
    reportMs: pipe(
      number(),
      check(ms => ms >= 0 && ms < Infinity, 'a number of milliseconds'),
    ),
    steps: picklist(['all', 'latest']),
    snapshotEvery: count,
  }),
  start: /* @__PURE__ */ object({ kind: literal('start'), records: boolean() }),
  records: /* @__PURE__ */ object({ kind: literal('records'), from: offset, records: packedList }),
  complete: /* @__PURE__ */ object({ kind: literal('complete') }),
  change: /* @__PURE__ */ variant('what', [
    object({
      kind: literal('change'),
      id: count,
      what: literal('set'),
      name: pipe(string(), maxLength(MOST_SETTING_NAME)),
      value: anyNumber,
    }),
    object({ kind: literal('change'), id: count, what: literal('restore'), snapshot: packedSnapshot }),
  ]),
  call: /* @__PURE__ */ variant('what', [
    object({ kind: literal('call'), id: count, what: picklist(['pause', 'resume', 'snapshot', 'keep']) }),
    object({ kind: literal('call'), id: count, what: literal('predict'), record: packedFields }),
  ]),
  taken: /* @__PURE__ */ object({ kind: literal('taken') }),
  ping: /* @__PURE__ */ object({ kind: literal('ping') }),
  end: /* @__PURE__ */ object({ kind: literal('end') }),
};

/** Checks a message from the outside. */
export function checkedToWorker(data: unknown): Checked<ToWorker> | undefined {
  return checkedBy('exposeTraining', toWorkerSchemas, data);
}
