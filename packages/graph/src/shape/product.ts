import type { Shape } from '@thalweg/tensor';

// Products of sizes in the type system, digit by digit as on paper: `28·28·32` is `25088`.

/** The product of the sizes of a shape: a literal if all sizes are, a name if one of them is. */
export type Product<S extends Shape> = number extends S['length']
  ? number | string
  : S extends readonly []
    ? 1
    : S extends readonly [infer Only]
      ? Only
      : S extends readonly [infer A, infer B, ...infer Rest extends Shape]
        ? Product<readonly [Times<A, B>, ...Rest]>
        : never;

type Times<A, B> = [A, B] extends [number, number]
  ? number extends A | B
    ? number
    : 0 extends A | B
      ? 0
      : NumberOf<Multiply<`${A & number}`, DigitsOf<`${B & number}`>>>
  : string;

/** Digits, the last one first. */
type Digits = readonly number[];

type DigitsOf<
  Text extends string,
  Found extends Digits = [],
> = Text extends `${infer Digit extends number}${infer Rest}` ? DigitsOf<Rest, [Digit, ...Found]> : Found;

type NumberOf<D extends Digits, Text extends string = ''> = D extends readonly [
  infer Digit extends number,
  ...infer Rest extends Digits,
]
  ? NumberOf<Rest, `${Digit}${Text}`>
  : Text extends `${infer Result extends number}`
    ? Result
    : number;

/** A decimal number times digits: from the left, ten times what is there and the next digit times all. */
type Multiply<
  A extends string,
  B extends Digits,
  Total extends Digits = [],
> = A extends `${infer Digit extends number}${infer Rest}`
  ? Multiply<Rest, B, Plus<[0, ...Total], Scale<B, Ones<Digit>>>>
  : Total;

/** Digits times the length of a list below 10. */
type Scale<
  D extends Digits,
  By extends readonly unknown[],
  Carry extends number = 0,
  Done extends Digits = [],
> = D extends readonly [infer First extends number, ...infer Rest extends Digits]
  ? Scale<Rest, By, Tens<DigitTimes<First, By, Carry>>, [...Done, LastDigit<DigitTimes<First, By, Carry>>]>
  : Carry extends 0
    ? Done
    : [...Done, Carry];

/** A list as long as a digit times the length of another, and a carry. */
type DigitTimes<Digit extends number, By extends readonly unknown[], Carry extends number> = Copies<
  Ones<Digit>,
  By,
  Ones<Carry>
>;

type Plus<A extends Digits, B extends Digits, Carry extends number = 0, Done extends Digits = []> = [
  A['length'],
  B['length'],
  Carry,
] extends [0, 0, 0]
  ? Done
  : Plus<
      Behind<A>,
      Behind<B>,
      Tens<[...Ones<FirstDigit<A>>, ...Ones<FirstDigit<B>>, ...Ones<Carry>]>,
      [...Done, LastDigit<[...Ones<FirstDigit<A>>, ...Ones<FirstDigit<B>>, ...Ones<Carry>]>]
    >;

type FirstDigit<D extends Digits> = D extends readonly [infer Digit extends number, ...unknown[]] ? Digit : 0;

type Behind<D extends Digits> = D extends readonly [unknown, ...infer Rest extends Digits] ? Rest : [];

/** The last digit of the length of a list, which is below 100. */
type LastDigit<List extends readonly unknown[]> =
  `${List['length']}` extends `${infer Digit extends number}${infer Last}`
    ? Last extends `${infer Second extends number}`
      ? Second
      : Digit
    : never;

/** The digit before the last one. */
type Tens<List extends readonly unknown[]> = `${List['length']}` extends `${infer Digit extends number}${infer Last}`
  ? Last extends ''
    ? 0
    : Digit
  : never;

/** A list as long as a digit says. */
type Ones<Digit extends number, List extends readonly unknown[] = []> = List['length'] extends Digit
  ? List
  : Ones<Digit, [...List, 1]>;

/** As many copies of a list as another has elements, in a row, behind a third. */
type Copies<
  Times extends readonly unknown[],
  List extends readonly unknown[],
  Done extends readonly unknown[],
> = Times extends readonly [unknown, ...infer Rest] ? Copies<Rest, List, [...Done, ...List]> : Done;

/**
 * False if the type system knows that two shapes have not as many elements: if their names are the same and the products of
 * their numbers differ.
 */
export type Refits<S extends Shape, T extends Shape> = number extends S['length'] | T['length']
  ? true
  : [Exclude<S[number], number>, Names<S>['length']] extends [Exclude<T[number], number>, Names<T>['length']]
    ? [Exclude<T[number], number>] extends [Exclude<S[number], number>]
      ? Equal<Product<Numbers<S>>, Product<Numbers<T>>>
      : true
    : true;

/** False for two different literals. */
type Equal<A, B> = number extends A | B ? true : [A, B] extends [B, A] ? true : false;

type Numbers<S extends Shape> = S extends readonly [infer Size, ...infer Rest extends Shape]
  ? Size extends number
    ? readonly [Size, ...Numbers<Rest>]
    : Numbers<Rest>
  : readonly [];

type Names<S extends Shape> = S extends readonly [infer Size, ...infer Rest extends Shape]
  ? Size extends string
    ? readonly [Size, ...Names<Rest>]
    : Names<Rest>
  : readonly [];

/** False if the type system knows that two shapes differ. */
export type SameSizes<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? true
  : A extends readonly [infer First, ...infer Rest extends Shape]
    ? B extends readonly [infer Other, ...infer Others extends Shape]
      ? Agree<First, Other> extends true
        ? SameSizes<Rest, Others>
        : false
      : false
    : B['length'] extends 0
      ? true
      : false;

type Agree<A, B> = [A] extends [B] ? true : [B] extends [A] ? true : false;
