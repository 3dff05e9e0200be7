/** Any number of zeros: a number as a type can calculate with it. */
export type Zeros = readonly 0[];

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
export type AlongAxis<N, Axis extends 0 | 1> = N extends readonly number[] ? N[Axis] : N;
