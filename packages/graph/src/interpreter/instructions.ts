import type { Application, Term } from '../wire/formula.ts';
import * as scalar from './scalar.ts';

/** From here on, 1 more or less makes no float64 another one. */
const LARGE = 2 ** 53;

/**
 * Formula of ln(1 + u) for a u that comes close to 2x as x grows: there it is ln x + ln 2, so no square overflows.
 */
export function hyperbolicLog(x: Term, u: Term): Term {
  const isLarge = scalar.lessEqual(LARGE, x);
  return scalar.add(scalar.log1p(scalar.select(isLarge, x, u)), scalar.select(isLarge, Math.LN2, 0));
}

/** Formula of min(max(x + 3, 0), 6)/6: from 0 to 1 in three straight pieces. */
export function ramp(x: Term): Application {
  return scalar.div(scalar.min(scalar.max(scalar.add(x, 3), 0), 6), 6);
}
