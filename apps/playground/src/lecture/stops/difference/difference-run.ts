import { feed, gradient, mul, parameter, read } from '@thalweg/graph';

/** The place x where the derivative of x³ is asked for. */
export const AT = 2;

/** Numerical derivatives and how far they are off. */
export interface Differences {
  readonly h: number;
  /** (f(x + h) − f(x)) / h. */
  readonly oneSided: number;
  /** (f(x + h) − f(x − h)) / 2h. */
  readonly central: number;
  readonly errors: { readonly oneSided: number; readonly central: number };
}

/** Returns a function that computes the differences of x³ at 2 for a given h, and compares them with the gradient. */
export function differencesOfCube(): (h: number) => Differences {
  const x = parameter(AT, { dtype: 'float64' });
  const f = mul(mul(x, x), x);
  const valueAt = (place: number): number => {
    feed([x, place]);
    return read(f).item();
  };
  const [middle, exact] = [valueAt(AT), read(gradient(f, x)).item()];
  return h => {
    const [right, left] = [valueAt(AT + h), valueAt(AT - h)];
    const [oneSided, central] = [(right - middle) / h, (right - left) / (2 * h)];
    return { h, oneSided, central, errors: { oneSided: oneSided - exact, central: central - exact } };
  };
}
