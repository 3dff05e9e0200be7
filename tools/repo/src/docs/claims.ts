import { inspect, isDeepStrictEqual } from 'node:util';
import { runInThisContext } from 'node:vm';

// What programs that documents show are run with: each claim in them became a call of `holds`.

/** What was printed since the last claim, line by line. */
export const printed: string[] = [];

/** Claims that did not hold, of the program that runs. */
export const broken: { readonly line: number; readonly message: string }[] = [];

/** Forgets what was printed before the statement that a claim is about. */
export function began(): void {
  printed.length = 0;
}

/**
 * Checks a claim about a statement: it is about what the statement printed, its lines joined by commas, or, if it
 * printed nothing, about the value of its expression.
 */
export function holds(line: number, claim: string, value?: unknown): void {
  const got = printed.length > 0 ? printed.join(', ') : inspect(value);
  if (printed.length > 0 ? got !== claim : !gives(claim, value))
    broken.push({ line, message: `it must give ${claim}, got ${got}.` });
}

function gives(claim: string, value: unknown): boolean {
  try {
    return isDeepStrictEqual(value, runInThisContext(`(${claim})`));
  } catch {
    return false;
  }
}
