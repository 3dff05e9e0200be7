import type { Tensor } from '@thalweg/tensor';
import type { ColumnTransform } from './columns/column-transform.ts';
import type { ColumnChain } from './transformer/entry-of.ts';

/** A transform, or a chain of them, for each name. */
export type ColumnTransforms = Readonly<Record<string, ColumnChain>>;

/** The output of a transformer: all features of a row as one vector, or only those that are not 0, with their indices. */
export type OutputKind = 'dense' | 'sparse';

/** The types of a transformer: its transforms, the field of the features, the kind of output, the fields that are named in `keep`. */
export interface FeatureTypes {
  readonly columns: ColumnTransforms;
  readonly into: string;
  readonly output: OutputKind;
  readonly keep: string;
}

/** The output of transforms: sparse where there is a hash. */
export type OutputOf<C> = HasLast<C, 'hash'> extends never ? 'dense' : 'sparse';

/** A record with features in place of the fields that were read. */
export type WithFeatures<R, F extends FeatureTypes> = Kept<R, F> & {
  readonly [K in HasLast<F['columns'], 'ordinal'>]: Tensor<readonly []>;
} & (keyof F['columns'] extends HasLast<F['columns'], 'ordinal'> ? unknown : Block<F['into'], F['output']>);

/** The fields that stay. `from` may name others that are read: their types do not know it. */
type Kept<R, F extends FeatureTypes> = [F['keep']] extends [never]
  ? Omit<R, keyof F['columns'] | F['into']>
  : Pick<R, F['keep'] & keyof R>;

type Block<I extends string, O extends OutputKind> = O extends 'dense'
  ? { readonly [K in I]: Float32Array }
  : { readonly [K in `${I}.indices`]: Int32Array } & { readonly [K in `${I}.values`]: Float32Array };

/** The names whose only or last transform has this name. */
type HasLast<C, N extends string> = keyof {
  [
    K in keyof C as C[K] extends ColumnTransform<N> | readonly [...unknown[], ColumnTransform<N>]
      ? string extends NameOf<C[K]>
        ? never
        : K
      : never
  ]: unknown;
} &
  string;

type NameOf<T> =
  T extends ColumnTransform<infer N> ? N : T extends readonly [...unknown[], ColumnTransform<infer N>] ? N : never;
