import { KeptState, withState, type Stateful } from '@thalweg/online';
import { key, randomInteger } from '@thalweg/tensor';
import { concat, concatMap, defer, from } from 'rxjs';
import type { Mail } from './data/read-mails.ts';

/** The label of a mail, which its reader gives some time later. */
export interface Label {
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
export function lateLabels(delay: number, seed: number): Stateful<Mail, Label> {
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
