/**
 * A step of a pipe: a layer, an operation or an operator of RxJS. Where a layer cannot take its input, the shape that it returns
 * is a message, which the first line of the compile error then shows. A condition on `A` would say the same, but the compiler
 * could not decide it in functions that are generic in the shape.
 */
export type PipeStep<X, A> = (x: X) => A & Fits;

/** Everything but a node whose shape is a message. */
interface Fits {
  readonly shape?: { readonly length: number; readonly '⚠'?: undefined };
  // Without a property that everything has, the compiler would refuse observables, which share none with it.
  toString(): string;
}
