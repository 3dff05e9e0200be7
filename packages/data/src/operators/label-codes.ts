import { Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { DataError } from '../core/data-error.ts';
import type { Label, LabelField } from '../core/label.ts';
import type { FixedRows } from '../core/rows.ts';
import { rowsOf } from '../core/run-iterator.ts';

/** The labels of rows: whole numbers in their place, from 0 in the order in which labels first occur. */
export interface LabelCodes {
  /** The label of each code. */
  readonly labels: readonly Label[];
  /** The number of rows with each code. */
  readonly counts: readonly number[];
  /** The code of each row. */
  readonly codes: Int32Array;
}

/** Returns the labels that a field has in rows. */
export function labelCodes<T>(name: string, all: FixedRows<T>, field: LabelField<T>): LabelCodes {
  const { order, length } = all;
  const rows = rowsOf(all, 0);
  const coder = new LabelCoder(name, field);
  const codes = new Int32Array(length);
  for (let at = 0; at < length; at++) codes[at] = coder.add(rows.at(order[at]!), at);
  return { labels: coder.labels, counts: coder.counts, codes };
}

/** Gives each label a number, and counts records. */
export class LabelCoder<T> {
  readonly labels: Label[] = [];
  readonly counts: number[] = [];
  readonly #codes = new Map<Label, number>();
  readonly #name: string;
  readonly #read: (record: T) => unknown;
  readonly #field: string;

  constructor(name: string, field: LabelField<T>) {
    this.#name = name;
    this.#field = typeof field === 'function' ? 'the label' : `the field ${field}`;
    this.#read =
      typeof field === 'function' ? field : record => (record as Record<string, unknown> | null | undefined)?.[field];
  }

  /** Counts a record and returns the code of its label. */
  add(record: T, row: number): number {
    const label = this.#checked(this.#read(record), row);
    let code = this.#codes.get(label);
    if (code === undefined) {
      this.#codes.set(label, (code = this.labels.length));
      this.labels.push(label);
      this.counts.push(0);
    }
    this.counts[code]!++;
    return code;
  }

  #checked(given: unknown, row: number): Label {
    // A scalar, such as the code that a transformer of columns made of a category.
    const label: unknown = given instanceof Tensor && given.size === 1 ? given.item() : given;
    const kind = typeof label;
    if (kind === 'string' || kind === 'boolean' || kind === 'bigint' || (kind === 'number' && !Number.isNaN(label)))
      return label as Label;
    throw new DataError(
      this.#name,
      `${this.#field} must be a number, a text or a boolean in each record`,
      `${printed(label)} in row ${row}`,
      'Check the name of the field, fill the gaps, or give a function that returns the label.',
      { row },
    );
  }
}
