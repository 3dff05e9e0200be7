import type { Json } from '@thalweg/train';

/** The call that makes a statistic again: its function and the arguments, as plain JSON, as an argument of another call. */
export type StatisticCall = Readonly<Record<'$call' | 'arguments', Json>>;
