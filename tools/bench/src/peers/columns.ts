import { RECORDS, uniform, uniforms } from './seeded.ts';

/** Records with a few dense features, in columns. */
export interface DenseColumns {
  readonly features: number;
  readonly x: Float32Array;
  readonly label: Float32Array;
}

/** Generates records from a logistic model with noise. */
export function denseColumns(features: number): DenseColumns {
  const x = uniforms(1, RECORDS * features, -1, 1);
  const truth = uniforms(2, features, -2, 2);
  const label = Float32Array.from({ length: RECORDS }, (_, record) => {
    let z = 0;
    for (let i = 0; i < features; i++) z += truth[i]! * x[record * features + i]!;
    return uniform(3, record) < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  });
  return { features, x, label };
}

/** Records of hashed features in columns: the indices of weights and their factors. */
export interface HashedColumns {
  readonly nonZeros: number;
  readonly index: Int32Array;
  readonly value: Float32Array;
  readonly label: Float32Array;
}

/** Generates hashed records. Indices are unique within a record, or every sixth one repeats an earlier one. */
export function hashedColumns(weights: number, nonZeros: number, unique: boolean): HashedColumns {
  const index = new Int32Array(RECORDS * nonZeros);
  for (let record = 0, place = 0; record < RECORDS; record++) {
    const seen = new Set<number>();
    const start = record * nonZeros;
    for (let i = 0; i < nonZeros; i++) {
      if (!unique && i % 6 === 5) index[start + i] = index[start + Math.floor(uniform(5, start + i) * i)]!;
      else {
        let at: number;
        do at = Math.floor(uniform(4, place++) * weights);
        while (seen.has(at));
        seen.add(at);
        index[start + i] = at;
      }
    }
  }
  return {
    nonZeros,
    index,
    value: uniforms(6, RECORDS * nonZeros, 0.5, 1),
    label: Float32Array.from({ length: RECORDS }, (_, record) => (uniform(7, record) < 0.3 ? 1 : 0)),
  };
}
