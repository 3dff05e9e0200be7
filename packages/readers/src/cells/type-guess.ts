import type { ColumnType } from '../schema/column-type.ts';
import { booleanOf } from './boolean-of.ts';
import { isoDateOf } from './iso-date-of.ts';
import { losesText, numberOf } from './number-of.ts';

/** With more texts that differ, a column does not repeat them. */
const MOST_TEXTS = 1 << 16;

/**
 * Infers the type of a column from its cells: `boolean`, `number` or `date` if every cell that is not missing is one, and
 * `text` otherwise, as for a column without such cells. A leading zero, as in `00501`, and a whole number past 2⁵³ are text.
 */
export class TypeGuess {
  readonly #texts = new Set<string>();
  #seen = 0;
  #boolean = true;
  #date = true;
  #number = true;
  /** True if a missing cell was seen. */
  missing = false;

  /** Takes the text of a cell that is not missing. */
  see(text: string): void {
    this.#seen++;
    if (this.#texts.has(text)) return;
    if (this.#texts.size < MOST_TEXTS) this.#texts.add(text);
    this.#boolean &&= booleanOf(text) !== undefined;
    this.#date &&= isoDateOf(text) !== undefined;
    this.#number &&= numberOf(text) !== undefined && !losesText(text);
  }

  get type(): ColumnType {
    if (this.#seen === 0) return 'text';
    return this.#boolean ? 'boolean' : this.#date ? 'date' : this.#number ? 'number' : 'text';
  }

  /** True if a text comes at least twice on average. */
  get repeats(): boolean {
    return this.#texts.size < MOST_TEXTS && 2 * this.#texts.size <= this.#seen;
  }
}
