import { StateError, type Progress } from '@thalweg/train';

/** Throws a `StateError` while a half has a subscription: it would go on with messages of another step. */
export function checkAtRest(operator: string, { active }: Progress): void {
  if (active)
    throw new StateError(
      operator,
      'a half must be restored between two subscriptions',
      'an active one',
      'Restore it before you subscribe, or unsubscribe first.',
    );
}
