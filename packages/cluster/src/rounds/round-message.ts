import type { Message } from '@thalweg/log';
import type { Decision } from './decision.ts';
import type { Delta } from './delta.ts';

/** A message of a run: what a worker has done, or what a leader has decided. */
export type RoundMessage =
  | (Message<Delta> & { readonly name: 'deltas' })
  | (Message<Decision> & { readonly name: 'rounds' });
