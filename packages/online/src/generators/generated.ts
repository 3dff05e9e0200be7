import { type Dataset, type Table } from '@thalweg/data';
import { fromTables } from '@thalweg/data/engine';
import { ContractError, foldIn, key, type Key } from '@thalweg/tensor';
import { changesOf, type ConceptDrift } from './concept-drift.ts';

/** Options of all generated streams. */
export interface GeneratorOptions {
  /** The seed of all draws: equal seeds give equal rows. */
  readonly seed: number;
  /** The number of rows; without end when not given. */
  readonly length?: number;
  /** When the stream changes; never by default. */
  readonly drift?: ConceptDrift;
}

/** Options of generated streams whose concepts are numbered. */
export interface NumberedOptions extends GeneratorOptions {
  /** The concept before the first change and after each one. After the last of them comes the first again. */
  readonly concepts?: readonly number[];
}

/** A row of a generated stream. */
export interface GeneratedRow {
  readonly x: Float32Array;
  readonly label: number;
}

/** Defaults of {@link GeneratorOptions}. */
export const generatorDefaults = { seed: undefined, length: undefined, drift: undefined } as const;

/** Some rows in a line, to be filled. */
interface Rows {
  /** The number of the first row. */
  readonly from: number;
  readonly count: number;
  /** The concept that each row follows. */
  readonly concept: Int32Array;
  /** The features, row after row. */
  readonly x: Float32Array;
  readonly label: Float32Array | Int32Array;
}

/** The features, labels and concepts of a generator, and its rows. */
export interface Definition {
  readonly subject: string;
  /** The number of features. */
  readonly width: number;
  /** `'float32'` for numbers and for 0 and 1, `'int32'` for classes. */
  readonly labels: 'float32' | 'int32';
  /** The concept after each number of changes; that number when not given. */
  readonly concepts?: readonly number[];
  /** Returns what fills rows, one block after the other: a function of the root of all draws. */
  readonly fills: (root: Key) => (rows: Rows) => void;
}

/** Options that may be left open. */
interface Given {
  readonly seed: number;
  readonly length: number | undefined;
  readonly drift: ConceptDrift | undefined;
}

/** Rows that are drawn at once. */
const BLOCK = 1024;

/**
 * Returns the dataset of generated rows, the same in each epoch. Each row is a function of the seed and its number, so reading
 * goes on at any row. Batches are cut from blocks of columns, without an object for each row.
 */
export function generated(definition: Definition, options: Given): Dataset<GeneratedRow> {
  const { subject, width, labels, concepts, fills } = definition;
  const { seed, length } = options;
  if (length !== undefined) whole(subject, { length }, 0);
  const root = key(seed);
  const changes = changesOf(subject, options.drift, foldIn(root, 'drift'));
  const tableOf = (from: number, count: number, fill: (rows: Rows) => void): Table => {
    const concept = new Int32Array(count);
    changes(concept, from);
    if (concepts !== undefined) for (let i = 0; i < count; i++) concept[i] = concepts[concept[i]! % concepts.length]!;
    const x = new Float32Array(count * width);
    const label = labels === 'int32' ? new Int32Array(count) : new Float32Array(count);
    fill({ from, count, concept, x, label });
    const columns = {
      x: { data: x, shape: [width], dtype: 'float32' },
      label: { data: label, shape: [], dtype: labels },
    } as const;
    return { rows: count, columns };
  };
  const read = (_epoch: number, index: number): { next: () => Table | undefined } => {
    const fill = fills(root);
    let from = index;
    const next = (): Table | undefined => {
      const count = Math.min(BLOCK, (length ?? Infinity) - from);
      if (count <= 0) return undefined;
      from += count;
      return tableOf(from - count, count, fill);
    };
    return { next };
  };
  return fromTables<GeneratedRow>({ read }, { length });
}

/** Throws `ContractError` unless an option is a whole number of at least `least`. */
export function whole(subject: string, option: Readonly<Record<string, number>>, least: number): void {
  const [[name, value]] = Object.entries(option) as [[string, number]];
  if (!Number.isSafeInteger(value) || value < least)
    throw new ContractError(
      subject,
      `${name} must be a whole number of at least ${least}`,
      String(value),
      `Try ${Math.max(least, 10)}.`,
    );
}

/** Throws `ContractError` unless an option is from 0 to `most`. */
export function upTo(subject: string, option: Readonly<Record<string, number>>, most: number): void {
  const [[name, value]] = Object.entries(option) as [[string, number]];
  if (!(value >= 0 && value <= most) || value === Infinity)
    throw new ContractError(
      subject,
      `${name} must be a number from 0${most === Infinity ? ' on' : ` to ${most}`}`,
      String(value),
      'Try 0.1.',
    );
}

/** Throws `ContractError` unless concepts are whole numbers in a range. */
export function numbered(subject: string, concepts: readonly number[], least: number, most: number): void {
  const fits = Array.isArray(concepts) && concepts.length > 0;
  if (!fits || !concepts.every(concept => Number.isInteger(concept) && concept >= least && concept <= most))
    throw new ContractError(
      subject,
      `concepts must be whole numbers from ${least} to ${most}, at least one`,
      Array.isArray(concepts) ? `[${concepts.join(', ')}]` : String(concepts),
      `Try [${least}].`,
    );
}
