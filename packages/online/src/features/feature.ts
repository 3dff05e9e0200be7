import type { Preprocessing } from '@thalweg/model';
import type { Json, Savable } from '@thalweg/train';
import { map, type Observable } from 'rxjs';
import { FirstRecord, type MissingFields } from '../records/first-record.ts';
import { eachOnce } from '../state/each-once.ts';
import { KeptState } from '../state/kept-state.ts';
import type { OtherSettings } from '../state/other-settings.ts';
import type { PureStep } from '../state/pure-step.ts';
import type { Stateful } from '../state/stateful.ts';

/** The parts of a feature of records. */
export interface FeatureParts<S extends object> extends Pick<
  PureStep<S, never, unknown>,
  'name' | 'settings' | 'initial'
> {
  /** Returns the arguments of the function that makes it again. */
  readonly given: () => readonly Json[];
  /** Returns what is known of the data, by field. */
  readonly summary?: (state: S) => Readonly<Record<string, Json>>;
  /** Returns data that were saved under other settings as data under the present ones. */
  readonly evolve?: (data: S, change: OtherSettings) => S | undefined;
  /** Checks a restored state. */
  readonly checkState?: PureStep<S, never, unknown>['check'];
  /** The fields that are read, which the first record must have unless they may be missing. */
  readonly fields: readonly string[];
  readonly missing: MissingFields;
  /** Throws for a record that does not fit. */
  readonly check: (state: S, record: Fields) => void;
  /** Updates the state by a checked record. */
  readonly learn: (state: S, record: Fields) => void;
  /** Returns the transformed record; it changes neither the record nor the state. */
  readonly transform: (state: S, record: Fields) => object;
}

/** A record, by the names of its fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** An operator that updates its state by each record and then transforms the record with it. */
export interface Feature extends Stateful<Fields, object>, Preprocessing {
  /** The same operator without learning: it transforms records with the present state. */
  readonly reading: (source: Observable<Fields>) => Observable<object>;
}

/** Returns the operator of a feature. */
export function feature<S extends object>({
  check,
  checkState,
  learn,
  transform,
  given,
  summary,
  fields,
  missing,
  ...parts
}: FeatureParts<S>): Feature {
  const state = new KeptState({ ...parts, ...(checkState === undefined ? {} : { check: checkState }) });
  const first = new FirstRecord(parts.name, fields, missing);
  const reading = map((record: Fields) => {
    first.check(record);
    check(state.now, record);
    return transform(state.now, record);
  });
  const learning = eachOnce((record: Fields) => {
    first.check(record);
    check(state.now, record);
    learn(state.now, record);
    return transform(state.now, record);
  });
  return Object.assign(learning, {
    reading,
    describe: () => ({ kind: parts.name, arguments: given() }),
    applyTo: (record: object) => {
      first.checkAlone(record);
      check(state.now, record as Fields);
      return transform(state.now, record as Fields);
    },
    summary: () => summary?.(state.now) ?? {},
    save: () => state.save(),
    prepare: (...saved: Parameters<Savable['prepare']>) => {
      const put = state.prepare(...saved);
      // Records of a state with other fields may lack the new ones.
      const isSame = JSON.stringify(saved[0].values['settings']) === JSON.stringify(parts.settings ?? null);
      return () => {
        put();
        if (isSame) first.skip();
      };
    },
  });
}

/** The parts of a feature that learns nothing. */
interface StatelessParts {
  readonly name: string;
  /** The arguments of the function that makes it again. */
  readonly given: readonly Json[];
  readonly first: FirstRecord;
  /** Returns the transformed record; throws for one that does not fit. */
  readonly transform: (record: Fields) => object;
  /** Returns the operator that applies a function to each record; by default that of RxJS. */
  readonly each?: (use: (record: Fields) => object) => (source: Observable<Fields>) => Observable<object>;
}

/** Returns the operator of a feature that learns nothing. */
export function statelessFeature({ name, given, first, transform, each = map }: StatelessParts): Preprocessing {
  const operator = each((record: Fields) => {
    first.check(record);
    return transform(record);
  });
  return Object.assign(operator, {
    reading: operator,
    describe: () => ({ kind: name, arguments: given }),
    applyTo(record: object) {
      first.checkAlone(record);
      return transform(record as Fields);
    },
    save: () => ({ tensors: {}, values: {} }),
    prepare: () => () => {},
  });
}
