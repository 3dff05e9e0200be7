import type { Observable } from 'rxjs';

/** The names of the fields of a record; of a union, those of all its members. */
type FieldsOf<R> = R extends unknown ? keyof R : never;

/**
 * Observables of records with these fields. If the type does not name the fields of the records, or those that are read, any
 * observable fits.
 */
export type WithFields<R, F extends string> = Observable<R> &
  ([F] extends [FieldsOf<R>]
    ? unknown
    : string extends F
      ? unknown
      : [FieldsOf<R>] extends [never]
        ? unknown
        : NoSuchField<Exclude<F, FieldsOf<R>>>);

/** A type that no source has: records lack a field that an operator reads. */
export interface NoSuchField<F extends string> {
  readonly 'these records have no field': F;
}
