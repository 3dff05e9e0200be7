import type { Parts } from '@thalweg/train';
import type { Operator } from '../../operators/laws/operator-row.ts';

/** An operator with what belongs to it. */
export interface Learner<T> {
  readonly operator: Operator<T>;
  /** Whose states are the learner's; none of what keeps nothing. */
  readonly parts?: Parts;
  /** Ways to look at it, by name: what each makes of a stream of items must leave the states as they are. */
  readonly readings?: Readonly<Record<string, Operator<T>>>;
}

/** An operator that learns from a stream without end, as the laws see it. One operator may have several rows. */
export interface OnlineRow<T> {
  /** The name that it is exported under. */
  readonly name: string;
  /** What is special about the row, where an operator has several. */
  readonly variant?: string;
  /** The exports that this one is made with: a detector, metrics, a model. */
  readonly of?: readonly string[];
  /** Makes one that has seen nothing. */
  readonly make: () => Learner<T>;
  /** The item with this number, from 0 on, as many as one likes. */
  readonly item: (number: number) => T;
  /** So many bytes the file of its state takes at most. */
  readonly bound: number;
  /** What must come of some items, the first ones of all: by what that shows. */
  readonly gives?: Readonly<Record<string, readonly [items: readonly unknown[], told: readonly unknown[]]>>;
  /** Items that must be refused, by what is wrong with them. */
  readonly refuses?: Readonly<Record<string, unknown>>;
  /** What becomes of a field that nobody asks for, where items are records. */
  readonly furtherFields?: 'kept' | 'ignored';
  /** Whether it passes in later turns of the event loop what was pushed. */
  readonly inLaterTurns?: boolean;
}

/** What a row's suite is called. */
export function titleOf<T>({ name, variant }: OnlineRow<T>): string {
  return variant === undefined ? name : `${name} ${variant}`;
}
