import type { Tensor } from '@thalweg/tensor';

/** A decision of a leader. The epoch of its message is that of the leader. */
export type Decision =
  /** A leader begins: whatever earlier ones decide after this does not count. */
  | { readonly kind: 'begin'; readonly leader: string }
  /** The run starts from these weights. The first such decision counts, and its random id is that of the run. */
  | { readonly kind: 'start'; readonly weights: Readonly<Record<string, Tensor>>; readonly run?: string }
  /** A round closes with these deltas, by their sequences in the order of the log. */
  | { readonly kind: 'close'; readonly round: number; readonly deltas: readonly number[]; readonly missing: number }
  /** The state of the run was kept as an entry of the topic of states. A leader that takes over begins with it. */
  | { readonly kind: 'state'; readonly sequence: number };
