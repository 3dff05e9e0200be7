import type { Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { make } from './make.ts';
import { scalarReading } from './scalar-reading.ts';
import { tensorReading } from './tensor-reading.ts';

/** Where one value is shown, and kept up to date. */
export interface Reading {
  readonly element: HTMLElement;
  readonly role: Role;
  readonly show: (value: Tensor) => void;
  /** Shows that there is nothing to see yet, in the same room. */
  readonly blank: () => void;
}

/** A reading before it is known what it is to the reader. */
export type Face = Omit<Reading, 'role'>;

/** What a value is to the reader: it sets the colour, and what screen readers say before it. */
export type Role = 'value' | 'gradient' | 'local';

/** A place for the values of a node: a number, or a picture with what is to be said of a tensor. */
export function readingOf(node: Node, role: Role, { picture = true }: { readonly picture?: boolean } = {}): Reading {
  const isScalar = node.shape.every(size => size === 1);
  const reading = isScalar ? scalarReading() : tensorReading(node.shape, picture);
  reading.element.classList.add('reading', role);
  return { ...reading, role };
}

/** A reading of what is always zero, or has no gradient. */
export function emptyReading(role: Role, text = '–'): HTMLElement {
  return make('span', `reading scalar ${role}`, text);
}
