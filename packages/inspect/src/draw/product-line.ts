import type { Node } from '@thalweg/graph';
import type { CircuitModel } from '../circuit-model/circuit-model.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import { type Wire, wireFactors } from '../circuit-model/shown-circuit.ts';
import { make } from './make.ts';
import { type ConnectView, nodeView, type NodeView } from './node-view.ts';

/** Creates the line `upstream × local = downstream` of a wire; returns undefined if the wire has no such numbers. */
export function productLine(
  wire: Wire,
  model: CircuitModel,
  gradients: RootGradients,
  connect: ConnectView,
): HTMLElement | undefined {
  const found = wireFactors(wire, model, gradients);
  if (found === undefined) return undefined;
  const { upstream, local, product } = found;
  const [factors, result] = [make('span', 'factors'), make('span', 'result')];
  const equals = make('span', 'operator', '=');
  const line = make('span', 'product blank', factors, result);
  // These rules are here and not in the style sheet, which pages load without products too.
  Object.assign(line.style, { display: 'grid', justifyItems: 'center', width: '92px', fontSize: '12px' });
  for (const part of [factors, result]) Object.assign(part.style, { display: 'flex', gap: '3px' });
  result.style.fontWeight = '600';
  const append = (part: HTMLElement, one: Node, view: NodeView): void => {
    view.element.style.minWidth = '0';
    part.append(view.element);
    connect(line, one, view, wire.node);
  };
  append(factors, upstream, nodeView(upstream, 'gradient'));
  factors.append(make('span', 'operator', '×'));
  append(factors, local, bracketed(nodeView(local, 'local')));
  result.append(equals);
  append(result, product, toggling(nodeView(product, 'gradient'), line, [factors, equals]));
  return line;
}

/** Puts brackets around a negative number. */
function bracketed(view: NodeView): NodeView {
  const { element } = view;
  return {
    ...view,
    show: value => {
      view.show(value);
      if (value.item() < 0) element.textContent = `(${element.textContent})`;
    },
  };
}

/** Marks the line as blank and hides some of its parts while there is no product. */
function toggling(view: NodeView, line: HTMLElement, parts: readonly HTMLElement[]): NodeView {
  const toggle = (isBlank: boolean): void => {
    line.classList.toggle('blank', isBlank);
    for (const part of parts) part.style.visibility = isBlank ? 'hidden' : '';
  };
  toggle(true);
  return {
    ...view,
    show: value => {
      view.show(value);
      toggle(false);
    },
    blank: () => {
      view.blank();
      toggle(true);
    },
  };
}
