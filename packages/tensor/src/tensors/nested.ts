import type { Shape } from './shape.ts';

/** Numbers nested to the depth of a shape. */
export type Nested = number | boolean | readonly Nested[];

/** The result of a tensor's `toArray`: numbers nested as deep as the shape is long. */
export type NestedOf<S extends Shape> = number extends S['length']
  ? // oxlint-disable-next-line typescript/no-explicit-any -- the depth is unknown
    any
  : S extends readonly [unknown, ...infer Rest extends Shape]
    ? NestedOf<Rest>[]
    : number;
