import { ContractError } from '@thalweg/tensor';
import { misfitOf } from '@thalweg/tensor/engine';
import {
  array,
  boolean,
  check,
  type GenericSchema,
  is,
  number,
  object,
  optional,
  picklist,
  pipe,
  record,
  safeInteger,
  safeParse,
  strictTuple,
  string,
  union,
  unknown,
} from 'valibot';
import type { CarriedError } from './carried-error.ts';
import type { Packed } from './packed.ts';
import type { RecordOffset } from './protocol.ts';

/** A schema for each kind of message: each one is held against its type. */
export type Schemas<M extends { readonly kind: string }> = {
  readonly [K in M['kind']]: GenericSchema<unknown, M & { readonly kind: K }>;
};

/** A message that fits, or the error for one that does not. */
export type Checked<M> = { readonly message: M } | { readonly error: ContractError };

/** A whole number from 0 that a double counts exactly. */
export const count: GenericSchema<unknown, number> = /* @__PURE__ */ pipe(
  number(),
  safeInteger('a whole number below 2^53'),
  check(value => value >= 0, 'a whole number from 0'),
);

/** Any number, NaN too: the setting says what it must be. */
export const anyNumber: GenericSchema<unknown, number> = /* @__PURE__ */ pipe(
  /* @__PURE__ */ unknown(),
  /* @__PURE__ */ check(value => typeof value === 'number', 'a number'),
) as GenericSchema<unknown, number>;

export const offset: GenericSchema<unknown, RecordOffset> = /* @__PURE__ */ object({ epoch: count, index: count });

/** A packed value. `unpacked` checks its contents. */
export const packed: GenericSchema<unknown, Packed> = /* @__PURE__ */ object({ value: unknown(), tensors: boolean() });

/** A list is not looked at item by item: records and step records are those of the user. */
export const packedList: GenericSchema<unknown, Packed> = /* @__PURE__ */ pipe(
  packed,
  check(({ value }) => Array.isArray(value), 'a packed list'),
);

/** An object with names. */
export const packedFields: GenericSchema<unknown, Packed> = /* @__PURE__ */ pipe(
  packed,
  check(({ value }) => isRecord(value), 'packed fields'),
);

const fields = /* @__PURE__ */ record(/* @__PURE__ */ string(), /* @__PURE__ */ unknown());

const snapshot = /* @__PURE__ */ object({
  version: number(),
  parts: record(string(), object({ tensors: fields, values: fields })),
});

export const packedSnapshot: GenericSchema<unknown, Packed> = /* @__PURE__ */ pipe(
  packed,
  check(({ value }) => is(snapshot, value), 'a packed snapshot'),
);

/** The texts of an error are shown to people only, so their length has no ceiling beyond that of the message. */
export const error: GenericSchema<unknown, CarriedError> = /* @__PURE__ */ object({
  name: string(),
  message: string(),
  parts: optional(strictTuple([string(), string(), string(), string()])),
  source: optional(string()),
  row: optional(number()),
  shapes: optional(array(array(union([number(), string()])))),
  dtypes: optional(array(picklist(['float32', 'float64', 'int32', 'bool']))),
});

/**
 * Checks a message, before anything else looks at it. Returns `undefined` for what has no kind of the protocol: it is ignored, as a
 * later version may have further kinds.
 */
export function checkedBy<M extends { readonly kind: string }>(
  subject: string,
  schemas: Schemas<M>,
  data: unknown,
): Checked<M> | undefined {
  const { kind } = Object(data) as { readonly kind?: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(schemas, kind)) return undefined;
  const { output, issues } = safeParse(schemas[kind as M['kind']], data, { abortEarly: true });
  const misfit = misfitOf(issues);
  if (misfit === undefined) return { message: output as M };
  const { path, expected, given } = misfit;
  const requirement = `${path} of a message '${kind}' must be ${expected}`;
  return { error: new ContractError(subject, requirement, given, 'Use one version of @thalweg/worker on both sides.') };
}

/** Returns the number of the request that a message is, or answers; `undefined` for another message. */
export function idOf(data: unknown): number | undefined {
  const { id } = Object(data) as { readonly id?: unknown };
  return Number.isSafeInteger(id) && (id as number) >= 0 ? (id as number) : undefined;
}

/** Returns true for an object with names, unlike a list and a typed array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
