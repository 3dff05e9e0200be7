import type { Node } from '@thalweg/graph';
import { printShape, type Shape, type Sizes, type Tensor } from '@thalweg/tensor';
import { numberText } from '../circuit-model/number-text.ts';
import { gridOf, paintHeatMap, summaryOf } from './heat-map.ts';
import { make, write } from './make.ts';

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

/** Creates the view of a number. A number that is not finite gets the class `bad`. */
function scalarView(): ValueView {
  const element = make('span', 'scalar', '…');
  return {
    element,
    show: value => {
      const x = value.item();
      write(element, numberText(x));
      element.classList.toggle('bad', !Number.isFinite(x));
    },
    blank: () => {
      write(element, '·');
      element.classList.remove('bad');
    },
  };
}

/** Creates the view of a tensor: a heat map, shape, range, share of zeros, and a badge if an element is not finite. */
function tensorView(declared: Shape, picture: boolean): ValueView {
  const shape = make('span', 'shape', printShape(declared));
  const range = make('span', 'range', '…');
  const zeros = make('span', 'zeros');
  const badge = make('span', 'badge');
  badge.hidden = true;
  const canvas = make('canvas', 'heat');
  canvas.setAttribute('aria-hidden', 'true');
  const text = make('span', 'summary', shape, range, zeros);
  const element = make('span', 'tensor', ...(picture ? [canvas, text, badge] : [text, badge]));
  return {
    element,
    show: value => {
      const { least, most, zeros: share, nans, infinities } = summaryOf(value);
      write(shape, printShape(value.shape as Sizes));
      write(range, value.size === 0 ? 'empty' : `${numberText(least)} to ${numberText(most)}`);
      write(zeros, `${Math.round(100 * share)} % zeros`);
      const [bad, count] = nans > 0 ? ['NaN', nans] : ['∞', infinities];
      badge.hidden = count === 0;
      // The label on a wire has a fixed size, so the badge must not grow with the count.
      write(badge, count === 0 ? '' : picture ? bad : `${bad} × ${count}`);
      badge.title = `${bad} × ${count}`;
      if (!picture) return;
      const [rows] = gridOf(value.shape as Sizes);
      canvas.classList.toggle('strip', rows === 1);
      paintHeatMap(canvas, value, Math.max(Math.abs(least), Math.abs(most)) || 0);
    },
    blank: () => {
      write(range, '·');
      write(zeros, '');
      badge.hidden = true;
      // Setting the width clears the canvas.
      canvas.width = 1;
    },
  };
}

/** An element that shows a value and is kept up to date. */
interface ValueView {
  readonly element: HTMLElement;
  readonly show: (value: Tensor) => void;
  /** Shows that there is no value yet, without changing the size of the element. */
  readonly blank: () => void;
}

/**
 * Subscribes a view to a node while an element is visible. The node may be a gradient: `about` is the node of the
 * circuit whose value or gradient, or part of it, the view shows.
 */
export type ConnectView = (element: Element, node: Node, view: NodeView, about: Node) => void;
