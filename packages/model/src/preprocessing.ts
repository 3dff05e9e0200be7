import type { Json, Savable } from '@thalweg/train';

/** Turns raw records into those that a model reads: a `columnTransformer`, or an own one. A saved model keeps it. */
export interface Preprocessing extends Savable {
  /** Returns what it was made of, as plain JSON. `kind` is the name under which a loader has the function that makes it again. */
  describe(): PreprocessingDescription;
  /** Returns a transformed record. It never learns. */
  applyTo(record: object): object;
}

/** A description of preprocessing. */
export type PreprocessingDescription = { readonly kind: string } & { readonly [name: string]: Json };

/** Functions that make preprocessing from its description, by kind. The state is restored afterwards. */
export type PreprocessingTable = Readonly<Record<string, (description: PreprocessingDescription) => Preprocessing>>;
