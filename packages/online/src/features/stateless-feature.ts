import type { Preprocessing } from '@thalweg/model';
import type { Json } from '@thalweg/train';
import { map } from 'rxjs';
import type { FirstRecord } from '../records/first-record.ts';
import type { Fields } from './feature.ts';

/** The parts of a feature that learns nothing. */
interface StatelessParts {
  readonly name: string;
  /** The arguments of the function that makes it again. */
  readonly given: readonly Json[];
  readonly first: FirstRecord;
  /** Returns the transformed record; throws for one that does not fit. */
  readonly transform: (record: Fields) => object;
}

/** Returns the operator of a feature that learns nothing. */
export function statelessFeature({ name, given, first, transform }: StatelessParts): Preprocessing {
  const operator = map((record: Fields) => {
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
