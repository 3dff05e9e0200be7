import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { ColumnTransform } from '../columns/column-transform.ts';
import { Entry } from './entry.ts';

/** A transform of a column, or several that are applied one after another. */
export type ColumnChain = ColumnTransform | readonly ColumnTransform[];

/** Returns the entry of a column. Throws `ContractError` for what is no transform, and for chains that do not fit together. */
export function entryOf(name: string, given: ColumnChain): Entry {
  const chain = Array.isArray(given) ? (given as readonly ColumnTransform[]) : [given as ColumnTransform];
  if (chain.length === 0) throw refused(name, 'there must be a transform', 'an empty array', 'Try passThrough().');
  chain.forEach((one, i) => checkOne(name, one, i));
  chain.slice(0, -1).forEach(one => checkEarlier(name, one));
  if (chain.filter(({ parts }) => parts.fill !== undefined).length > 1)
    throw refused(name, 'a chain must fill in once', 'two of impute', 'Leave one out.');
  const last = chain[chain.length - 1]!;
  if (chain.length > 1 && last.parts.ends.family === 'hash')
    throw refused(name, 'hash must stand alone', `it after ${chain[0]!.name}`, 'Hash the column itself.');
  const calls = chain.map(({ call }) => call);
  return new Entry(name, chain.length === 1 && last.parts.fill !== undefined ? [last, last] : chain, calls);
}

function checkOne(name: string, one: ColumnTransform, at: number): void {
  if (!(one instanceof ColumnTransform)) {
    const other = typeof one === 'function' ? (one as { name?: string }).name : undefined;
    throw refused(
      name,
      'a transform of a column is needed',
      other === undefined ? printed(one) : 'a function',
      other === undefined
        ? "Try standardize(), from '@thalweg/features'."
        : "Operators of streams have the same names: import { standardize, … } from '@thalweg/features', and call it.",
    );
  }
  if (at > 0 && one.from !== undefined)
    throw refused(name, 'the first transform of a chain must name the field', `from in ${one.name}`, 'Move it there.');
}

function checkEarlier(name: string, { name: transform, parts }: ColumnTransform): void {
  if (parts.map === undefined && parts.fill === undefined)
    throw refused(
      name,
      'before another transform there must be impute, bucketize, passThrough or one part of a date with cyclic: false',
      transform,
      'Give each a name of its own, with { from }.',
    );
}

function refused(name: string, requirement: string, given: string, advice: string): ContractError {
  return new ContractError(`columnTransformer: ${name}`, requirement, given, advice);
}
