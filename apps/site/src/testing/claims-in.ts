import { isDeepStrictEqual } from 'node:util';
import { runInNewContext } from 'node:vm';

/** A value that a block claims for a line. */
export interface Claim {
  readonly line: number;
  readonly text: string;
}

/** The claims of a block: what follows `// =>` after a statement that ends on a line of the outermost level. */
export function claimsIn(code: string): Claim[] {
  return code.split('\n').flatMap((text, at) => {
    const claim = /[;})\]] *\/\/ => (.*)$/.exec(text)?.[1];
    return claim === undefined ? [] : [{ line: at + 1, text: claim }];
  });
}

/** True if what a page wrote for a line is what the line claims: the same text, or an equal value. */
export function fulfils(written: readonly string[], { text }: Claim): boolean {
  return written.join(', ') === text || isDeepStrictEqual(valueOf(written.join(', ')), valueOf(text));
}

// In a context of their own both values have the same prototypes.
function valueOf(text: string): unknown {
  try {
    return JSON.parse(JSON.stringify(runInNewContext(`[(${text})]`), spelled)) as unknown;
  } catch {
    return text.length > 0 ? Symbol(text) : undefined;
  }
}

/** JSON has no words for these. */
function spelled(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint' || value === undefined) return `${typeof value} ${String(value)}`;
  return typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
    ? `number ${Object.is(value, -0) ? '-0' : value}`
    : value;
}
