import type { Shape } from '@thalweg/tensor';

/** The shape of one element for each window of size `N`; a size that a type cannot tell is `number` or `string`. */
export type Pooled<S extends Shape, N, O> = S extends readonly [
  infer Batch extends number | string,
  infer A extends number | string,
  infer B extends number | string,
  ...infer Rest extends Shape,
]
  ? Rest extends readonly [infer C extends number | string]
    ? readonly [Batch, Slid<A, At<N, 0>, StrideAt<O, N, 0>, O>, Slid<B, At<N, 1>, StrideAt<O, N, 1>, O>, C]
    : Rest extends readonly []
      ? readonly [Batch, Slid<A, At<N, 0>, StrideAt<O, N, 0>, O>, B]
      : Shape
  : Shape;

/** The number of an axis: one for all, or one of a list. */
type At<N, Axis extends 0 | 1> = N extends number ? N : N extends readonly number[] ? N[Axis] : number;

type StrideAt<O, N, Axis extends 0 | 1> = O extends { readonly stride: infer Stride extends number | readonly number[] }
  ? At<Stride, Axis>
  : At<N, Axis>;

/** The number of places of a window along an axis. */
type Slid<L extends number | string, Size, Stride, O> = L extends string
  ? O extends { readonly padding: 'same' }
    ? Stride extends 1
      ? L
      : string
    : string
  : O extends { readonly padding: infer P }
    ? P extends 'valid'
      ? Places<Row<L>, Row<Size>, Row<Stride>>
      : P extends 'same'
        ? Same<Row<L>, Row<Stride>>
        : number
    : Places<Row<L>, Row<Size>, Row<Stride>>;

type Zeros = readonly 0[];

/** As many zeros as a number says: any number of them unless it is a whole number below 1000. */
type Row<N> = N extends number
  ? `${N}` extends
      `${string}.${string}` | `-${string}` | `${string}e${string}` | `${Digit}${Digit}${Digit}${Digit}${string}`
    ? Zeros
    : number extends N
      ? Zeros
      : Count<N>
  : Zeros;

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

type Count<N extends number, Counted extends Zeros = []> = Counted['length'] extends N
  ? Counted
  : Count<N, [...Counted, 0]>;

/** The number of places at which a window lies within an axis. */
type Places<L extends Zeros, Size extends Zeros, Stride extends Zeros, Counted extends Zeros = []> = number extends
  L['length'] | Size['length'] | Stride['length']
  ? number
  : L extends readonly [...Size, ...Zeros]
    ? L extends readonly [...Stride, ...infer Rest extends Zeros]
      ? Places<Rest, Size, Stride, [...Counted, 0]>
      : [...Counted, 0]['length']
    : Counted['length'];

/** `ceil(L / Stride)`. */
type Same<L extends Zeros, Stride extends Zeros, Counted extends Zeros = []> = number extends
  L['length'] | Stride['length']
  ? number
  : L extends readonly [0, ...Zeros]
    ? L extends readonly [...Stride, ...infer Rest extends Zeros]
      ? Same<Rest, Stride, [...Counted, 0]>
      : [...Counted, 0]['length']
    : Counted['length'];
