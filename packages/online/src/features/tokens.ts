import { DataError } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Preprocessing } from '@thalweg/model';
import type { Observable } from 'rxjs';
import { FirstRecord, type FieldOptions } from '../records/first-record.ts';
import type { WithFields } from '../records/known-fields.ts';
import { type Fields, statelessFeature } from './feature.ts';
import { checkField, copyOf } from '../records/fields.ts';
import { wordCharacter } from './word-scanner.ts';

/** Options of {@link tokens}. */
export interface TokensOptions<I extends string> extends FieldOptions {
  /** The longest runs of words that are tokens, with a space between the words; 1 by default. */
  readonly ngrams?: number;
  /** The name of the new field; by default that of the text, which is replaced. */
  readonly into?: I;
}

/** An operator that writes the words of a text into a field. It keeps nothing. */
export interface TokensFeature<F extends string, I extends string> extends Preprocessing {
  <R extends object>(source: WithFields<R, F>): Observable<WithTokens<R, I>>;
  /** The operator itself. */
  readonly reading: <R extends object>(source: WithFields<R, F>) => Observable<WithTokens<R, I>>;
  /** Returns a record with its words, at once. */
  applyTo<R extends object>(record: R): WithTokens<R, I>;
}

type WithTokens<R, I extends string> = Omit<R, I> & { readonly [K in I]: string[] };

const WORDS = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/**
 * Splits a text into its words in lower case, in their order, followed by the pairs of words, and so on. A word is a run of letters, marks
 * and digits of any language; an apostrophe, ' or ’, between two of these belongs to it, as '. Each character is lower-cased
 * separately; only İ stays. A record without the field, or with null in it, passes unchanged.
 *
 * - **Throws** `ContractError` for ngrams that are no whole number above 0
 * - **Stream errors** `DataError` for a value that is no text; or for a first record
 *   without the field, unless `missing: 'allow'`
 *
 * @example
 * import { of } from 'rxjs';
 * const found: string[] = [];
 * of({ body: 'Don’t panic, 42!' }).pipe(tokens('body')).subscribe(({ body }) => found.push(...body));
 * found // => ["don't", 'panic', '42']
 */
export function tokens<const F extends string, const I extends string = F>(
  field: F,
  options?: TokensOptions<I>,
): TokensFeature<F, I> {
  const { ngrams, into, missing } = optionsOf('tokens', options as TokensOptions<string>, {
    ngrams: 1,
    into: field as string,
    missing: 'fail',
  });
  for (const one of [field, into]) checkField('tokens', one);
  const first = new FirstRecord('tokens', [field], missing);
  if (!Number.isInteger(ngrams) || ngrams < 1)
    throw new ContractError('tokens', 'ngrams must be a whole number, at least 1', String(ngrams), 'Try 2.');
  const transform = (record: Fields): object => {
    const text = record[field];
    if (text === undefined || text === null) return record;
    if (typeof text !== 'string')
      throw new DataError('tokens', `the field '${field}' must be a text`, typeof text, 'Convert it to one.');
    const copy = copyOf(record);
    copy[into] = withRuns(wordsOf(text), ngrams);
    return copy;
  };
  const given = [field, { ngrams, into, missing }];
  return statelessFeature({ name: 'tokens', given, first, transform }) as unknown as TokensFeature<F, I>;
}

function wordsOf(text: string): string[] {
  return (text.match(WORDS) ?? []).map(word => {
    let lower = '';
    for (const character of word)
      lower +=
        character === '’' || character === "'" ? "'" : String.fromCodePoint(wordCharacter(character.codePointAt(0)!));
    return lower;
  });
}

function withRuns(words: string[], longest: number): string[] {
  const all = [...words];
  for (let n = 2; n <= Math.min(longest, words.length); n++)
    for (let last = n; last <= words.length; last++) all.push(words.slice(last - n, last).join(' '));
  return all;
}
