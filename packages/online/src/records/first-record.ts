import { DataError } from '@thalweg/data';
import { oneOf, suggestion } from '@thalweg/tensor/engine';

/** The treatment of a field that the first record lacks: it is an error, or may come with a later record. */
export type MissingFields = 'fail' | 'allow';

/** Options of operators that read fields of records. */
export interface FieldOptions {
  /**
   * The treatment of a first record that lacks a field that is read: with `'fail'`, the default, it ends the stream with a
   * `DataError`; with `'allow'`, the field may come later. Records after a resume are no first ones.
   */
  readonly missing?: MissingFields;
}

/** Checks that the first record has the fields that an operator reads. */
export class FirstRecord {
  readonly #operator: string;
  readonly #fields: readonly string[];
  /** True until a record had all fields. */
  #awaited: boolean;
  readonly #mayLack: boolean;

  constructor(operator: string, fields: readonly string[], missing: MissingFields) {
    oneOf(`${operator}: missing`, missing, ['fail', 'allow']);
    this.#operator = operator;
    this.#fields = fields;
    this.#awaited = missing === 'fail';
    this.#mayLack = missing === 'allow';
  }

  /** Throws `DataError` for a first record that lacks a field, with the one that was meant. */
  check(record: object): void {
    if (!this.#awaited) return;
    this.checkAlone(record);
    this.#awaited = false;
  }

  /** Throws `DataError` for a record that lacks a field, whatever came before. */
  checkAlone(record: object): void {
    if (this.#mayLack) return;
    for (const field of this.#fields) if (!hasField(record, field)) throw this.#lacks(field, record);
  }

  /** Takes the next record for a later one, as after a resume. */
  skip(): void {
    this.#awaited = false;
  }

  #lacks(field: string, record: object): DataError {
    return new DataError(
      this.#operator,
      `the first record must have the field '${field}'`,
      'a record without it',
      `${suggestion(field, Object.keys(record ?? {}))} If it comes later, allow that with { missing: 'allow' }.`,
    );
  }
}

/** False for what is no object, which has no fields. */
function hasField(record: unknown, field: string): boolean {
  return typeof record === 'object' && record !== null && field in record;
}
