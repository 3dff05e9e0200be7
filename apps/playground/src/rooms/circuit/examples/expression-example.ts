import { circuitOf } from '../expression/circuit-of.ts';
import type { Example } from './example.ts';

/** The parts of an example that is an expression. */
interface ExpressionParts extends Pick<Example, 'name' | 'title' | 'look'> {
  readonly text: string;
  readonly values: Readonly<Record<string, number>>;
  /** The names of its operations, in order. */
  readonly called: readonly string[];
}

/** Returns the example of an expression. */
export function expressionExample({ called, values, ...parts }: ExpressionParts): Example {
  return {
    ...parts,
    values: new Map(Object.entries(values)),
    circuit: given => circuitOf(parts.text, given, called),
  };
}
