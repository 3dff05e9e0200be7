import type { Observable } from 'rxjs';

/** A pipeable operator that takes items of one kind. */
export type Operator<T> = (source: Observable<T>) => Observable<unknown>;

/** A pipeable operator as the laws see it. An operator may have several rows, one for each way to make it. */
export interface OperatorRow<T> {
  /** The name that it is exported under. */
  readonly name: string;
  /** What is special about the row, where an operator has several. */
  readonly variant?: string;
  /** Makes the operator, a new one each time. */
  readonly make: () => Operator<T>;
  /** The item with this number, from 0 on; no two are equal. */
  readonly item: (number: number) => T;
  /** What must come of these items. */
  readonly oracle: (items: readonly T[]) => readonly unknown[];
  /** How what comes is compared; a tensor by its elements unless the row says otherwise. */
  readonly shown?: (value: never) => unknown;
  /** Whether the order of what comes is left to chance. */
  readonly anyOrder?: boolean;
  /** What must come of a second subscription to the same items, or the error that it gives; by default what came of the first. */
  readonly again?: ((items: readonly T[]) => readonly unknown[]) | { readonly fails: string };
  /** What must come of a source that can be read once, where the operator reads it several times. */
  readonly readOnce?: (items: readonly T[]) => readonly unknown[];
  /** The operator around a function that throws this; none where it takes no function. */
  readonly throwing?: (error: Error) => Operator<T>;
  /** Whether it gives a dataset of a dataset. */
  readonly mapsDatasets?: boolean;
  /** Whether a dataset without items is an error. */
  readonly needsItems?: boolean;
  /** Whether it takes nothing but a dataset whose rows can be read in any order. */
  readonly datasetsOnly?: boolean;
  /** Whether it reads a dataset over turns of the event loop. */
  readonly overTurns?: boolean;
  /** Whether it passes in later turns of the event loop what was pushed. */
  readonly inLaterTurns?: boolean;
  /** Whether it passes the end of its source on when files are written. */
  readonly endsLater?: boolean;
}
