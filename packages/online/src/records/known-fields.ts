import type { Observable } from 'rxjs';

/** The names of the fields of a record; of a union, those of all its members. */
type FieldsOf<R> = R extends unknown ? keyof R : never;

/** Observables of records with these fields; any, where the type names no fields, of the records or of those that are read. */
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
