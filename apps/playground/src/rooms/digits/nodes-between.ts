import { Input, type Node } from '@thalweg/graph';

/** Returns the nodes that compute a root from another node, the root included and inputs left out. */
export function nodesBetween(from: Node, root: Node): Node[] {
  const found = new Set<Node>();
  const visit = (node: Node): void => {
    if (node === from || node instanceof Input || found.has(node)) return;
    found.add(node);
    node.inputs.forEach(visit);
  };
  visit(root);
  return [...found];
}

/**
 * Folds what is open in a view of a circuit before a folded box opens by a click: a listener of clicks on their way to the
 * view. The focus alone, which comes with the press of a button, must not change the picture: the click would miss its box.
 */
export function foldOthers(event: MouseEvent): void {
  const isFolded = event.composedPath().some(part => part instanceof Element && part.matches('button.box.group'));
  if (!isFolded) return;
  // The last picture is the newest: one may be on its way.
  const newest = [...(event.currentTarget as HTMLElement).shadowRoot!.querySelectorAll('.picture')].at(-1)!;
  for (const button of newest.querySelectorAll<HTMLButtonElement>('button[data-fold]')) button.click();
}
