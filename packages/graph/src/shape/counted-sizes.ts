import type { Shape } from '@thalweg/tensor';

/** The shape of one element for each window of size `N`; a size that a type cannot tell is `number` or `string`. */
export type Pooled<S extends Shape, N, O> = S extends readonly [
  infer Batch extends number | string,
  infer A extends number | string,
  infer B extends number | string,
  ...infer Rest extends Shape,
]
  ? Rest extends readonly [infer C extends number | string]
    ? readonly [
        Batch,
        Slid<A, SizeAt<O, N, 0>, StrideAt<O, N, 0>, Option<O, 'padding', 'valid'>>,
        Slid<B, SizeAt<O, N, 1>, StrideAt<O, N, 1>, Option<O, 'padding', 'valid'>>,
        C,
      ]
    : Rest extends readonly []
      ? readonly [Batch, Slid<A, SizeAt<O, N, 0>, StrideAt<O, N, 0>, Option<O, 'padding', 'valid'>>, B]
      : Shape
  : Shape;

/** The value of an option, a default if it has none, and `unknown` if it may have none. */
type Option<O, Name extends string, Default> = Name extends keyof O
  ? O extends Readonly<Record<Name, infer Value>>
    ? Value
    : unknown
  : Default;

type StrideAt<O, N, Axis extends 0 | 1> = AlongAxis<Option<O, 'stride', N>, Axis>;

/** The size of a window whose elements are side by side; a type does not tell that of others. */
type SizeAt<O, N, Axis extends 0 | 1> = Option<O, 'dilation', 1> extends 1 ? AlongAxis<N, Axis> : number;

/** The number of places of a window along an axis. */
type Slid<L extends number | string, Size, Stride, Padding> = L extends string
  ? [Stride, Padding] extends [1, 'same']
    ? L
    : string
  : Padding extends 'valid'
    ? Places<Tally<L>, Tally<Size>, Tally<Stride>>
    : Padding extends 'same'
      ? Same<Tally<L>, Tally<Stride>>
      : number;

/** The number of places at which a window lies within an axis. */
type Places<L extends Zeros, Size extends Zeros, Stride extends Zeros, Counted extends Zeros = []> = number extends
  | L['length']
  | Size['length']
  | Stride['length']
  | (Stride extends readonly [] ? number : never)
  ? number
  : L extends readonly [...Size, ...Zeros]
    ? L extends readonly [...Stride, ...infer Rest extends Zeros]
      ? Places<Rest, Size, Stride, [...Counted, 0]>
      : [...Counted, 0]['length']
    : Counted['length'];

/** `ceil(L / Stride)`. */
type Same<L extends Zeros, Stride extends Zeros, Counted extends Zeros = []> = number extends
  | L['length']
  | Stride['length']
  | (Stride extends readonly [] ? number : never)
  ? number
  : L extends readonly [0, ...Zeros]
    ? L extends readonly [...Stride, ...infer Rest extends Zeros]
      ? Same<Rest, Stride, [...Counted, 0]>
      : [...Counted, 0]['length']
    : Counted['length'];

/** The shape with `F` times as many elements along the axes between the first and the last. */
export type Upsampled<S extends Shape, F> = S extends readonly [
  infer Batch extends number | string,
  infer A extends number | string,
  infer B extends number | string,
  ...infer Rest extends Shape,
]
  ? Rest extends readonly [infer C extends number | string]
    ? readonly [Batch, Scaled<A, AlongAxis<F, 0>>, Scaled<B, AlongAxis<F, 1>>, C]
    : Rest extends readonly []
      ? readonly [Batch, Scaled<A, AlongAxis<F, 0>>, B]
      : Shape
  : Shape;

type Scaled<L extends number | string, F> = L extends string
  ? F extends 1
    ? L
    : string
  : F extends 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8
    ? Product<Tally<L>, Tally<F>>
    : number;

type Product<L extends Zeros, F extends Zeros, Sum extends Zeros = []> = number extends L['length']
  ? number
  : F extends readonly [0, ...infer Rest extends Zeros]
    ? Product<L, Rest, [...Sum, ...L]>
    : Sum['length'];

/** Any number of zeros: a number as a type can calculate with it. */
type Zeros = readonly 0[];

/** As many zeros as a number says: any number of them, unless it is a whole number below 1000. */
export type Tally<N> = N extends number
  ? number extends N
    ? Zeros
    : `${N}` extends `${string}.${string}` | `-${string}` | `${string}e${string}` | `${number}${Digit}${Digit}${Digit}`
      ? Zeros
      : Count<`${N}`>
  : Zeros;

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** Digit by digit: ten times what came before, and the digit. */
type Count<Digits extends string, T extends Zeros = []> = Digits extends `${infer D extends Digit}${infer Rest}`
  ? Count<Rest, [...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...Ones[D]]>
  : T;

type Ones = readonly [[], [0], [0, 0], [0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0]]; // prettier-ignore

/** The number of an axis: one for all, or one of a list. */
type AlongAxis<N, Axis extends 0 | 1> = N extends readonly number[] ? N[Axis] : N;
