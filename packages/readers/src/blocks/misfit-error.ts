import { DataError } from '@thalweg/data';
import { isPastDouble, losesText, numberOf } from '../cells/number-of.ts';
import type { ColumnType } from '../schema/column-type.ts';

/** The cell that does not fit. */
export interface MisfitPlace {
  readonly name: string;
  readonly type: ColumnType;
  /** True if the user gave the type. */
  readonly given: boolean;
  readonly row: number;
  /** The lines before its row; left out where a row is no line. */
  readonly line?: number | undefined;
}

/** Returns the error of a cell that does not fit the type of its column. Its text is `undefined` if it is no UTF-8. */
export function misfitError(source: string, text: string | undefined, misfit: MisfitPlace): DataError {
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
