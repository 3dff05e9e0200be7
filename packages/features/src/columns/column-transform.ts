import type { StateCheck } from '@thalweg/online';
import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import type { Json } from '@thalweg/train';
import type { CategoryKey } from './cells.ts';

/** Options that every transform of a column has. */
export interface ColumnOptions {
  /** The field that is read; by default the one whose name the transform has in `columnTransformer`. */
  readonly from?: string;
}

/** Elements that features are written to. */
export type FeatureArray = Float32Array | Float64Array;

/** The parts of all transforms that learn: a state of plain data, which is a function of what was added to it. */
interface Learning<S extends object> {
  /** Returns the state before any row. */
  initial(): S;
  /** Ends a fit, after the last row. */
  finish?(state: S): void;
  /** Throws for a restored state that no rows lead to. */
  check?(state: S, is: StateCheck): void;
  /** Returns what is known of the data, such as its range or its categories, by short names. */
  summary?(state: S): Readonly<Record<string, Json>>;
}

/** Makes one or several features of a number. */
export interface NumberParts<S extends object = object> extends Learning<S> {
  readonly family: 'number';
  /** The names of the features, behind the name of the column. */
  readonly suffixes: readonly string[];
  /** Adds a finite number that occurred `count` times. */
  add(state: S, x: number, count: number): void;
  /** Goes on along a stream, after a row was added. */
  follow?(state: S): void;
  /** True if rows are needed before it can be applied, and there were none. */
  isEmpty(state: S): boolean;
  /** Returns a function that writes the features of a number to `out`, from `at` on. */
  writer(state: S): (x: number, out: FeatureArray, at: number) => void;
  /** True if it writes features of NaN, which is a missing number, too. */
  readonly writesMissing?: boolean;
}

/** The one feature of a category that is not 0: its index among those of the column, and its value. */
export interface Found {
  index: number;
  value: number;
}

/** Makes one feature out of several of a category. */
export interface CategoryParts<S extends object = object> extends Learning<S> {
  readonly family: 'category';
  /** The field whose mean is learned for each category. */
  readonly target?: string;
  /** True if the index is an own column. */
  readonly ordinal?: boolean;
  /** True if the categories are numbers, also those of texts that are read as numbers. */
  readonly numeric?: boolean;
  /** Adds a category that occurred `count` times, with the sum of its targets. */
  add(state: S, key: CategoryKey, count: number, targets: number): void;
  /** Throws for a category of a stream that could not be found after it was added. */
  admit?(state: S, key: CategoryKey, column: string): void;
  /** Goes on along a stream, after a row with this category was added. */
  follow?(state: S, key: CategoryKey): void;
  /** The number of features; `undefined` if rows are needed before it is known. */
  width(state: S): number | undefined;
  /** The name of a feature, behind the name of the column. */
  suffix(state: S, index: number): string;
  /** Finds the feature of a category. The result is valid until the next call; its value is 0 where there is none. */
  finder(state: S, column: string): (key: CategoryKey) => Found;
}

/** Hashes one or several columns together. */
export interface HashParts {
  readonly family: 'hash';
  readonly bits: number;
  readonly sign: boolean;
  readonly seed: number;
}

/** A transform that replaces a missing number by a statistic. */
export interface FillParts<S extends object = object> extends Learning<S> {
  add(state: S, x: number): void;
  /** Goes on along a stream, after a number was added. */
  follow?(state: S): void;
  /** The replacement; `NaN` before the first number. */
  value(state: S): number;
}

/** The parts of a transform of a column. */
export interface TransformParts {
  /** The settings in snapshots: the options but `from`; null for one that is left out. */
  readonly settings: Json;
  /** The arguments before the options, if there are any: the settings are theirs then. */
  readonly positional?: readonly Json[];
  /** Makes features of the column, as the last transform of a chain or the only one. */
  readonly ends: NumberParts | CategoryParts | HashParts;
  /** Maps a number to a number, before another transform. */
  readonly map?: (x: number) => number;
  /** Fills in missing numbers, before another transform. */
  readonly fill?: FillParts;
}

/** A transform of a column, such as `standardize()` returns: a part of `columnTransformer`. */
export class ColumnTransform<N extends string = string> {
  /** The name of the function that made it. */
  readonly name: N;
  /** The fields that are read, if they were named. */
  readonly from: readonly string[] | undefined;
  readonly parts: TransformParts;

  constructor(name: N, from: string | readonly string[] | undefined, parts: TransformParts) {
    this.name = name;
    this.from = typeof from === 'string' ? [from] : from;
    this.parts = parts;
    const most = parts.ends.family === 'hash' ? Infinity : 1;
    const isField = (field: unknown): boolean => typeof field === 'string';
    const { from: fields = [''] } = this;
    if (Array.isArray(fields) && fields.every(isField) && fields.length > 0 && fields.length <= most) return;
    throw new ContractError(
      name,
      most === 1 ? 'from must name one field' : 'from must name a field, or several',
      Array.isArray(from) ? `[${(from as readonly unknown[]).map(printed).join(', ')}]` : printed(from),
      'Leave it out to read the field of the same name.',
    );
  }

  /** Returns the call that makes it again: the name, and the arguments as plain JSON. */
  get call(): readonly [name: N, ...given: Json[]] {
    const { settings, positional } = this.parts;
    const options = positional === undefined ? (settings as Readonly<Record<string, Json>> | null) : {};
    const { from } = this;
    const given = {
      ...Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== null)),
      ...(from === undefined ? {} : { from: from.length === 1 ? from[0]! : from }),
    };
    return [this.name, ...(positional ?? []), ...(Object.keys(given).length === 0 ? [] : [given])];
  }
}

/** Makes a number a feature, without changes. */
export const asItIs: NumberParts = {
  family: 'number',
  suffixes: [''],
  initial: () => ({}),
  add: () => {},
  isEmpty: () => false,
  writer: () => (x, out, at) => void (out[at] = x),
};
