import { key, permutation } from '@thalweg/tensor';
import type { Mail } from './read-mails.ts';

/** Returns the mails in a random order. With `drift`, the two classes swap half-way: from then on, wanted mails count as spam. */
export function inOrder(
  mails: readonly Mail[],
  { seed, drift }: { readonly seed: number; readonly drift: boolean },
): Mail[] {
  const half = halfOf(mails.length);
  return Array.from(permutation(key(seed), mails.length), (at, i) => {
    const mail = mails[at]!;
    return drift && i >= half ? { ...mail, spam: 1 - mail.spam } : mail;
  });
}

/** Returns the number of mails before the classes swap. */
export function halfOf(count: number): number {
  return Math.floor(count / 2);
}
