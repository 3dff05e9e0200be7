import type { Predictor } from '../stream/predicted.ts';

/** The title of each predictor. */
export const titles: Readonly<Record<Predictor, string>> = {
  baseRate: 'base rate',
  table: 'table of airport and hour',
  plain: 'logistic, no recent delays',
  logistic: 'logistic',
  factorization: 'factorization machine',
  network: 'network with embeddings',
};

/** Returns values by what people read, for those names that have a value. */
export function titled<T>(values: Readonly<Partial<Record<Predictor, T>>>): Readonly<Record<string, T>> {
  const names = Object.keys(titles) as Predictor[];
  return Object.fromEntries(names.flatMap(name => (values[name] === undefined ? [] : [[titles[name], values[name]]])));
}
