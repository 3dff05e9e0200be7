import type { CircuitSelection } from '@thalweg/inspect';

/** Folds what is open in a view of a circuit when a folded box is chosen, which then opens: a listener of `thalweg-select`. */
export function foldOthers(event: Event): void {
  const { detail, currentTarget } = event as CustomEvent<CircuitSelection>;
  // A folded box has several nodes; a box within an open layer has one.
  if (detail.nodes.length === 1) return;
  const root = (currentTarget as HTMLElement).shadowRoot!;
  for (const button of root.querySelectorAll<HTMLButtonElement>('button[data-fold]')) button.click();
}
