import type { Node } from '@thalweg/graph';
import { make } from './make.ts';
import { scalarView } from './scalar-view.ts';
import { tensorView } from './tensor-view.ts';
import type { ValueView } from './value-view.ts';

/** The meaning of a shown value: it decides the colour of the view. */
export type Role = 'value' | 'gradient' | 'local';

/** The view of a node’s values. */
export interface NodeView extends ValueView {
  readonly role: Role;
}

/** Creates a view for the values of a node: a number for a scalar, a heat map with a summary for a tensor. */
export function nodeView(node: Node, role: Role, { picture = true }: { readonly picture?: boolean } = {}): NodeView {
  const isScalar = node.shape.every(size => size === 1);
  const view = isScalar ? scalarView() : tensorView(node.shape, picture);
  view.element.classList.add('reading', role);
  return { ...view, role };
}

/** Creates the element shown in place of a gradient that is always zero or does not exist. */
export function emptyView(role: Role, text = '–'): HTMLElement {
  return make('span', `reading scalar ${role}`, text);
}
