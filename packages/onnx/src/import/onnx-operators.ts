import { operators } from './operators/operators.ts';

/** Returns the names of the operators that {@link importOnnx} knows. */
export function onnxOperators(): readonly string[] {
  return Object.keys(operators);
}
