import { FeatureList } from './feature-list.ts';
import { FeatureReader, type Field } from './feature-reader.ts';
import type { HashFeaturesOptions } from './hash-features-options.ts';
import { hashOfPair } from './hash-of.ts';
import { SparseSum } from './sparse-sum.ts';

/** Returns a function that sums the hashed features of a record. Its result is valid until the next record. */
export function columnHasher(
  options: Required<HashFeaturesOptions>,
): (record: Readonly<Record<string, unknown>>) => SparseSum {
  const { bits, fields, names, text, crosses, ngrams, signed, counts, unitLength, seed } = options;
  const reader = new FeatureReader(ngrams);
  const fieldOf = (reading: Field['reading']) => (name: string) => ({ name, reading, seed: reader.hash(name, seed) });
  const all: Field[] = [...text.map(fieldOf('text')), ...fields.map(fieldOf('kind')), ...names.map(fieldOf('names'))];
  const pairs = crosses.map(pair => pair.map(name => all.find(field => field.name === name) ?? fieldOf('kind')(name)));
  const sum = new SparseSum();
  const [some, others, more] = [new FeatureList(), new FeatureList(), new FeatureList()];
  const mask = 2 ** bits - 1;
  const add = (hash: number, weight: number): void => sum.add(hash & mask, signed && hash < 0 ? -weight : weight);
  const weigh = counts === 'log' ? (c: number) => 1 + Math.log(c) : counts === 'log1p' ? Math.log1p : undefined;
  return record => {
    sum.clear();
    others.clear();
    for (const field of all) {
      some.clear();
      const counted = reader.read(field, record[field.name], some);
      // Features that are not counted wait until the counts are complete.
      some.each(counted ? add : (hash, weight) => others.push(hash, weight));
    }
    if (weigh) sum.change(c => (c === 0 ? 0 : Math.sign(c) * weigh(Math.abs(c))));
    others.each(add);
    for (const [one, other] of pairs) {
      some.clear();
      more.clear();
      reader.read(one!, record[one!.name], some);
      reader.read(other!, record[other!.name], more);
      some.each((first, a) => more.each((second, b) => add(hashOfPair(first, second), a * b)));
    }
    if (unitLength) {
      let squares = 0;
      sum.change(x => ((squares += x * x), x));
      const length = Math.sqrt(squares) || 1;
      sum.change(x => x / length);
    }
    return sum;
  };
}
