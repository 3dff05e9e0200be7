import { isoDateOf } from '../cells/iso-date-of.ts';
import type { ColumnType } from '../schema/column-type.ts';

type Kind = 'number' | 'boolean' | 'text' | 'list' | 'object';

/** With more texts that differ, a column does not repeat them. */
const MOST_TEXTS = 1 << 16;

/**
 * Infers the type of a column from its values: that of all values that are not missing; `date` for texts that are all dates
 * in ISO 8601. Numbers, booleans and texts together are text; nested values together with others are `object`, which keeps
 * each value unchanged. A column without values is text.
 */
export class ValueGuess {
  readonly #kinds = new Set<Kind>();
  readonly #texts = new Set<string>();
  #dates = true;
  /** The number of values. */
  seen = 0;

  /** Takes a value that is not missing. */
  see(value: unknown): void {
    this.#kinds.add(kindOf(value));
    this.seen++;
    if (typeof value !== 'string' || this.#texts.has(value)) return;
    if (this.#texts.size < MOST_TEXTS) this.#texts.add(value);
    this.#dates &&= isoDateOf(value) !== undefined;
  }

  get type(): ColumnType {
    const [kind, ...others] = this.#kinds;
    if (kind === undefined) return 'text';
    if (others.length > 0) return this.#kinds.has('list') || this.#kinds.has('object') ? 'object' : 'text';
    return kind === 'text' && this.#dates ? 'date' : kind;
  }

  /** True if a text comes at least twice on average. */
  get repeats(): boolean {
    return this.#texts.size < MOST_TEXTS && 2 * this.#texts.size <= this.seen;
  }
}

function kindOf(value: unknown): Kind {
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value as 'number' | 'boolean';
  return typeof value === 'string' ? 'text' : Array.isArray(value) ? 'list' : 'object';
}
