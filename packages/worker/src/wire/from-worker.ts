import { array, boolean, literal, check, object, pipe, string, undefinedable } from 'valibot';
import type { FromWorker } from './protocol.ts';
import {
  checkedBy,
  count,
  error,
  packed,
  packedFields,
  packedList,
  packedSnapshot,
  offset,
  type Checked,
  type Schemas,
} from './message-fields.ts';

/** The messages from the worker to the outside. */
export const fromWorkerSchemas: Schemas<FromWorker> = {
  held: /* @__PURE__ */ object({ kind: literal('held'), isHeld: boolean() }),
  opened: /* @__PURE__ */ object({ kind: literal('opened'), settings: array(string()) }),
  demand: /* @__PURE__ */ object({ kind: literal('demand'), from: offset }),
  took: /* @__PURE__ */ object({ kind: literal('took'), count }),
  report: /* @__PURE__ */ object({
    kind: literal('report'),
    first: pipe(
      count,
      check(first => first > 0, 'a whole number from 1'),
    ),
    steps: packedList,
    metrics: undefinedable(packedFields),
  }),
  state: /* @__PURE__ */ object({
    kind: literal('state'),
    snapshot: packedSnapshot,
    resume: offset,
    emitted: count,
    applied: count,
  }),
  answer: /* @__PURE__ */ object({ kind: literal('answer'), id: count, value: undefinedable(packed) }),
  refusal: /* @__PURE__ */ object({ kind: literal('refusal'), id: count, error }),
  ended: /* @__PURE__ */ object({ kind: literal('ended') }),
  failed: /* @__PURE__ */ object({ kind: literal('failed'), error }),
  pong: /* @__PURE__ */ object({ kind: literal('pong') }),
};

/** Checks a message from the worker. */
export function checkedFromWorker(data: unknown): Checked<FromWorker> | undefined {
  return checkedBy('connectTraining', fromWorkerSchemas, data);
}
