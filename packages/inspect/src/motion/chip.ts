import { read, type Node } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import { gridOf, paintHeatMap } from '../draw/heat-map.ts';
import { make } from '../draw/make.ts';
import type { Role } from '../draw/node-view.ts';
import { summaryOf } from '../draw/tensor-summary.ts';
import { numberText } from '../number-text.ts';
import { movingElement } from './moving-element.ts';

const CHIP: Partial<CSSStyleDeclaration> = {
  padding: '1px 7px',
  borderRadius: '999px',
  fontWeight: '600',
  whiteSpace: 'nowrap',
  fontVariantNumeric: 'tabular-nums',
};

/** Creates a chip that carries some content along a wire. */
export function chip(role: Role, content: string | HTMLElement): HTMLElement {
  return movingElement(role, CHIP, content);
}

/** Returns the current value of a node as the content of a chip: a number, or a small heat map. */
export function contentOf(node: Node): string | HTMLElement {
  const tensor = read(node);
  if (tensor.size === 1) return numberText(tensor.item());
  const { least, most } = summaryOf(tensor);
  const canvas = make('canvas', 'heat');
  canvas.classList.toggle('strip', gridOf(tensor.shape as Sizes)[0] === 1);
  paintHeatMap(canvas, tensor, Math.max(Math.abs(least), Math.abs(most)) || 0);
  return canvas;
}
