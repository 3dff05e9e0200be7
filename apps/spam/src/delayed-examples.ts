import { joinLabels, KeptState, predictFirst, type Stateful, withState } from '@thalweg/online';
import { key, randomInteger } from '@thalweg/tensor';
import type { Parts } from '@thalweg/train';
import { concat, concatMap, defer, from, map, type Observable, type OperatorFunction, share } from 'rxjs';
import type { Mail } from './data/read-mails.ts';
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

/** The label of a mail, which its reader gives some time later. */
interface Label {
  readonly id: number;
  readonly spam: number;
}

interface Due extends Label {
  /** The number of the mail with which it arrives. */
  readonly at: number;
}

/**
 * Emits the labels of mails with a random delay of half to one and a half times `delay` mails, so the order changes too.
 * The remaining labels follow at the end.
 */
function lateLabels(delay: number, seed: number): Stateful<Mail, Label> {
  const root = key(seed);
  const least = Math.ceil(delay / 2);
  const state = new KeptState<{ count: number; due: Due[] }>({
    name: 'lateLabels',
    settings: { delay, seed },
    initial: () => ({ count: 0, due: [] }),
  });
  const take = ({ id, spam }: Mail): Label[] => {
    const { now } = state;
    const at = now.count + least + randomInteger(root, now.count, delay + 1);
    now.count++;
    now.due.push({ id, spam, at });
    const dueNow = now.due.filter(label => label.at <= now.count);
    if (dueNow.length > 0) now.due = now.due.filter(label => label.at > now.count);
    return dueNow;
  };
  const rest = (): Label[] => state.now.due.splice(0);
  return withState(state, mails$ =>
    concat(
      mails$.pipe(concatMap(take)),
      defer(() => from(rest())),
    ),
  );
}
