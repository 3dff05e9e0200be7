import type { Node } from '@thalweg/graph';
import type { WireGradients } from '../circuit-model/wire-gradients.ts';
import { make } from './make.ts';
import { readingOf } from './reading.ts';
import type { Show } from './show.ts';

/** Where a value fans out: the terms that come back and their sum. Nothing where there is one term. */
export function sumLine(node: Node, { terms, of }: WireGradients, show: Show): HTMLElement | undefined {
  const parts = terms(node);
  const sum = of(node);
  if (parts.length === 0 || sum === undefined) return undefined;
  const line = make('span', 'sum');
  const append = (sign: string, one: Node): void => {
    const reading = readingOf(one, 'gradient', { picture: false });
    line.append(make('span', 'operator', sign), reading.element);
    show(line, one, reading);
  };
  parts.forEach((part, index) => append(index === 0 ? '∂' : '+', part));
  append('=', sum);
  return line;
}
