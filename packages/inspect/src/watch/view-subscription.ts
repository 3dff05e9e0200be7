import type { Node } from '@thalweg/graph';
import type { NodeView } from '../draw/node-view.ts';
import { NodeSubscription } from './node-subscription.ts';

/** Called with the error of an element’s node, or with undefined once the node has a value again. */
export type ErrorListener = (element: Element, error: unknown) => void;

/** Returns a subscription that keeps a view up to date, and marks it on errors and after it was recomputed. */
export function viewSubscription(
  node: Node,
  view: NodeView,
  onError: ErrorListener,
  isRevealed: () => boolean,
): NodeSubscription {
  const { element } = view;
  const clearError = (): void => {
    if (!element.classList.contains('fault')) return;
    element.classList.remove('fault');
    onError(element, undefined);
  };
  return new NodeSubscription(
    node,
    {
      show: value => {
        clearError();
        view.show(value);
      },
      fail: error => {
        element.classList.add('fault');
        element.title = messageOf(error);
        onError(element, error);
      },
      blank: () => {
        clearError();
        view.blank();
      },
      mark: isRecomputed => element.classList.toggle('recomputed', isRecomputed),
    },
    isRevealed,
  );
}

/** Returns the message of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
