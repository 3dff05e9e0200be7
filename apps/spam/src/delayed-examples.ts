import { joinLabels, predictFirst } from '@thalweg/online';
import type { Parts } from '@thalweg/train';
import { map, share, type Observable, type OperatorFunction } from 'rxjs';
import type { Mail } from './data/read-mails.ts';
import { lateLabels } from './late-labels.ts';
import type { Learner } from './learner.ts';
import type { Settings } from './settings.ts';

type Unlabelled = Pick<Mail, 'id' | 'body'>;

/** A stream of examples to learn, and the stateful parts that produce it. */
export interface Examples {
  readonly examples$: Observable<object>;
  readonly parts: Parts;
}

/** Predicts each mail when it arrives, and emits it as an example when its label arrives. */
export function delayedExamples(
  mails$: Observable<Mail>,
  features: OperatorFunction<Unlabelled, Unlabelled>,
  learner: Learner,
  { delay, seed }: Settings,
): Examples {
  const { model, runner } = learner;
  const shared$ = mails$.pipe(share());
  const labels = lateLabels(delay, seed);
  const limits = { within: 2 * delay, capacity: 2 * delay + 1 };
  const join = joinLabels(shared$.pipe(labels), { key: 'id' as const, ...limits });
  const withoutLabel = map(({ id, body }: Mail) => ({ id, body }));
  return {
    examples$: shared$.pipe(withoutLabel, features, predictFirst(model().prediction, { runner }), join),
    parts: { labels, join },
  };
}
