import { DataError } from '@thalweg/data';
import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import { checkedCount, rowSettings, type RowSettings } from '../blocks/row-options.ts';
import type { ColumnChoice } from '../schema/columns-options.ts';
import type { CsvOptions } from './csv-options.ts';
import type { Dialect } from './scan-rows.ts';

/** The options, checked, with their defaults. */
export interface CsvSettings extends RowSettings {
  readonly columns: ColumnChoice;
  readonly dialect: Dialect;
  readonly header: boolean | readonly string[];
  readonly encoding: string;
  /** True if the delimiter is the default. */
  readonly guessesDelimiter: boolean;
  /** True if nobody said that the first row is a header. */
  readonly guessesHeader: boolean;
  readonly skipLines: number;
  readonly maxRowBytes: number;
}

/** Returns the options of `csv` or `tsv`, completed. */
export function csvSettings(subject: string, options: CsvOptions | undefined, delimiter: string): CsvSettings {
  const given = optionsOf(subject, options, {
    name: undefined,
    columns: undefined,
    types: undefined,
    header: undefined,
    delimiter,
    quote: undefined,
    comment: undefined,
    encoding: 'utf-8',
    skipLines: 0,
    missing: [''],
    inferRows: 1000,
    badRows: 'fail',
    maxRowBytes: 2 ** 24,
  });
  const { header = true, quote = '"', comment } = given;
  const dialect = {
    delimiter: letter(subject, 'delimiter', given.delimiter),
    quote: quote === false ? -1 : letter(subject, 'quote', quote),
    comment: comment === undefined ? -1 : letter(subject, 'comment', comment),
  };
  const letters = Object.values(dialect).filter(byte => byte >= 0);
  if (new Set(letters).size < letters.length)
    throw new DataError(
      subject,
      'delimiter, quote and comment must differ',
      `'${String.fromCharCode(...letters)}'`,
      'Use quote: false for a file without quotes.',
    );
  return {
    columns: given,
    encoding: given.encoding,
    guessesDelimiter: options?.delimiter === undefined,
    guessesHeader: options?.header === undefined,
    dialect,
    header: typeof header === 'boolean' ? header : arrayOf(subject, 'header', header),
    skipLines: checkedCount(subject, 'skipLines', given.skipLines, 0),
    ...rowSettings(subject, given),
    maxRowBytes: checkedCount(subject, 'maxRowBytes', given.maxRowBytes, 1),
  };
}

/** Returns the byte of an option that is one letter of ASCII. */
function letter(subject: string, name: string, text: string): number {
  const byte = typeof text === 'string' && text.length === 1 ? text.charCodeAt(0) : 128;
  if (byte < 128 && byte !== 10 && byte !== 13) return byte;
  const advice = name === 'delimiter' ? "Use ',', ';', '|' or '\\t'." : 'Leave it out, or give one letter.';
  throw new DataError(subject, `${name} must be one letter of ASCII`, JSON.stringify(text), advice);
}
