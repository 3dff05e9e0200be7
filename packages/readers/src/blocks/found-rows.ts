import { DataError, type TableColumn } from '@thalweg/data';
import { isPastDouble, losesText, numberOf } from '../cells/text-values.ts';
import type { ColumnType } from '../schema/column-type.ts';
import type { BadRowCounter } from './bad-rows.ts';
import type { ParsedBlock, RowOffset } from './block.ts';

/** The rows that were found in a block, before their cells are converted. */
export interface FoundRows {
  /** The number of rows. Setting it drops the last ones. */
  rows: number;
  /** Keeps the rows that are not among `bad`. */
  leaveOut(bad: { has(row: number): boolean }): void;
  /** Returns the offset of a row in the source. */
  offsetOf(row: number): RowOffset;
}

/** Converts the cells of rows, and counts the rows with a cell that does not fit. */
export interface Converting {
  /** Converts all columns; calls `misfit` for each cell that does not fit. */
  convert(misfit: (row: number, column: string) => void): Record<string, TableColumn>;
  /** Returns the error of such a cell. */
  misfitError(row: number, column: string): DataError;
  /** Counts the rows that are left out; `undefined` if a bad row ends the reading. */
  readonly skipped: BadRowCounter | undefined;
}

/** Returns the table of the rows that were found before `end`, without those that have a cell that does not fit. */
export function convertRows(found: FoundRows, converting: Converting, before: Omit<ParsedBlock, 'table'>): ParsedBlock {
  const { skipped } = converting;
  let { offset, failure } = before;
  for (;;) {
    const misfits = new Map<number, string>();
    const columns = converting.convert((row, column) => {
      if (!misfits.has(row)) misfits.set(row, column);
    });
    if (misfits.size === 0)
      return { offset, failure, table: found.rows === 0 ? undefined : { rows: found.rows, columns } };
    const bad = [...misfits.keys()].sort((a, b) => a - b);
    if (skipped !== undefined) {
      for (const row of bad) skipped.count(converting.misfitError(row, misfits.get(row)!));
      found.leaveOut(misfits);
    } else {
      const first = bad[0]!;
      failure = converting.misfitError(first, misfits.get(first)!);
      offset = found.offsetOf(first);
      found.rows = first;
    }
  }
}

/** The cell that does not fit. */
interface MisfitCell {
  readonly name: string;
  readonly type: ColumnType;
  /** True if the user gave the type. */
  readonly given: boolean;
  readonly row: number;
  /** The lines before its row; left out where a row is no line. */
  readonly line?: number | undefined;
}

/** Returns the error of a cell that does not fit the type of its column. Its text is `undefined` if it is no UTF-8. */
export function misfitError(source: string, text: string | undefined, misfit: MisfitCell): DataError {
  const { name, type, given, row, line } = misfit;
  const what = `${source}: column ${name}`;
  const where = `in row ${row}${line === undefined ? '' : ` (line ${line + 1})`}`;
  const place = { source, row };
  if (text === undefined) return new DataError(what, 'texts must be UTF-8', `other bytes ${where}`, UTF8, place);
  const key = /^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name);
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  const wider = type === 'text' || type === 'category' ? 'object' : 'text';
  const as = (other: string): string => `{ types: { ${key}: '${other}' } }`;
  const rule = given ? '' : ', as in the first rows';
  const refused = (requirement: string, advice: string): DataError =>
    new DataError(what, requirement, `'${short}' ${where}`, advice, place);
  if ((type === 'number' || type === 'integer') && isPastDouble(text))
    return refused(
      'numbers must be in the range of a double, up to 1.8e308',
      `Correct it, or read the column as text: ${as('text')}.`,
    );
  if (type === 'number' && !given && numberOf(text) !== undefined && losesText(text))
    return refused(
      `cells must be numbers that keep their digits${rule}`,
      `To read it as a number: ${as('number')}. To keep it: ${as('text')}.`,
    );
  const missing = `If it stands for a missing cell, name it: { missing: ['', '${short}'] }.`;
  return refused(`cells must be ${WORDS[type]}${rule}`, `${missing} Or read the column as ${wider}: ${as(wider)}.`);
}

const UTF8 = "Name the encoding, as in { encoding: 'windows-1252' }, or convert the file.";

const WORDS: Readonly<Record<ColumnType, string>> = {
  number: 'numbers',
  integer: 'whole numbers up to 2⁵³',
  bigint: 'whole numbers',
  boolean: 'true or false',
  date: 'dates in ISO 8601',
  text: 'texts',
  category: 'texts',
  list: 'lists',
  object: 'objects',
};
