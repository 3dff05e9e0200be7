import { DataError } from '@thalweg/data';
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
  const asText = `Or read the column as ${wider}: { types: { ${key}: '${wider}' } }.`;
  const advice = `If it stands for a missing cell, name it: { missing: ['', '${short}'] }. ${asText}`;
  const rule = given ? '' : ', as in the first rows';
  return new DataError(what, `cells must be ${WORDS[type]}${rule}`, `'${short}' ${where}`, advice, place);
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
