import { literal, maxLength, object, optional, pipe, strictTuple, string, undefinedable } from 'valibot';
import type { Key } from '@thalweg/tensor';
import type { CarriedError } from './carried-error.ts';
import { checkedBy, count, error, packed, type Checked, type Schemas } from './message-fields.ts';
import type { Packed } from './packed.ts';

/** The messages of a pool to a worker that serves a function. */
export type ToMapWorker =
  /** Asks whether the worker serves a function. It holds the lock as long as it lives. */
  | { readonly kind: 'map-hello'; readonly lock?: string | undefined }
  | {
      readonly kind: 'map-item';
      readonly id: number;
      readonly epoch: number;
      readonly index: number;
      readonly key: Key | undefined;
      readonly item: Packed;
    };

/** The messages of a worker that serves a function. */
export type FromMapWorker =
  | { readonly kind: 'map-ready' }
  | { readonly kind: 'map-result'; readonly id: number; readonly result: Packed }
  | { readonly kind: 'map-refusal'; readonly id: number; readonly error: CarriedError };

const toMapWorker: Schemas<ToMapWorker> = {
  'map-hello': /* @__PURE__ */ object({
    kind: literal('map-hello'),
    lock: optional(pipe(string(), maxLength(200))),
  }),
  'map-item': /* @__PURE__ */ object({
    kind: literal('map-item'),
    id: count,
    epoch: count,
    index: count,
    key: undefinedable(strictTuple([count, count])),
    item: packed,
  }),
};

const fromMapWorker: Schemas<FromMapWorker> = {
  'map-ready': /* @__PURE__ */ object({ kind: literal('map-ready') }),
  'map-result': /* @__PURE__ */ object({ kind: literal('map-result'), id: count, result: packed }),
  'map-refusal': /* @__PURE__ */ object({ kind: literal('map-refusal'), id: count, error }),
};

/** Checks a message to a worker that serves a function. */
export function checkedToMapWorker(data: unknown): Checked<ToMapWorker> | undefined {
  return checkedBy('serveMap', toMapWorker, data);
}

/** Checks a message from a worker that serves a function. */
export function checkedFromMapWorker(data: unknown): Checked<FromMapWorker> | undefined {
  return checkedBy('mapInWorkers', fromMapWorker, data);
}
