import { DataError } from '@thalweg/data';
import { arrayOf, oneOf, printed } from '@thalweg/tensor/engine';

/** The options about rows that all formats of texts have, completed by their defaults. */
export interface RowOptions {
  readonly missing: readonly string[];
  readonly inferRows: number;
  readonly badRows: 'fail' | 'skip';
}

/** The bytes of the first rows, at most, from which types are inferred: rows may be long, and lines before them empty. */
export const MOST_HEAD: number = 2 ** 24;

/** These options, checked. */
export interface RowSettings {
  readonly missing: ReadonlySet<string>;
  readonly inferRows: number;
  readonly skips: boolean;
}

/** Returns the options about rows, checked. */
export function rowSettings(subject: string, { missing, inferRows, badRows }: RowOptions): RowSettings {
  return {
    missing: new Set(arrayOf(subject, 'missing', missing).map(text => textOf(subject, text))),
    inferRows: inferRows === Infinity ? Infinity : checkedCount(subject, 'inferRows', inferRows, 1),
    skips: oneOf(subject, badRows, ['fail', 'skip'], 'badRows') === 'skip',
  };
}

function textOf(subject: string, text: string): string {
  if (typeof text === 'string') return text;
  throw new DataError(
    subject,
    'missing must name texts',
    printed(text),
    `Write it as in the file: { missing: ['', '${String(text)}'] }.`,
  );
}

/**
 * Returns the value of an option that is a whole number.
 *
 * - **Throws** `DataError` for any other number, and for one below `least`
 */
export function checkedCount(subject: string, name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  const requirement = `${name} must be a whole number of at least ${least}`;
  throw new DataError(subject, requirement, String(value), 'Check the option.');
}
