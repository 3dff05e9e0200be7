import type { Application, Term } from '../wire/formula.ts';
import * as scalar from './scalar.ts';

/** Formula of min(max(x + 3, 0), 6)/6: from 0 to 1 in three straight pieces. */
export function ramp(x: Term): Application {
  return scalar.div(scalar.min(scalar.max(scalar.add(x, 3), 0), 6), 6);
}
