import type { Sizes } from '@thalweg/tensor';
import type { Storage } from '../wire/source-value.ts';
import type { Wire } from '../wire/wire.ts';

/** A value for one pass: a source, and the storage that replaces its own. */
export interface Feed {
  readonly wire: Wire;
  readonly storage: Storage;
  readonly shape: Sizes;
}
