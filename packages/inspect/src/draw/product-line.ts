import type { Node } from '@thalweg/graph';
import type { CircuitModel } from '../circuit-model/circuit-model.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import type { Wire } from '../circuit-model/shown-circuit.ts';
import { wireFactors } from '../circuit-model/wire-factors.ts';
import type { ConnectView } from './connect-view.ts';
import { make } from './make.ts';
import { nodeView, type NodeView } from './node-view.ts';

/** Creates the line `upstream × local = downstream` of a wire; returns undefined if the wire has no such numbers. */
export function productLine(
  wire: Wire,
  model: CircuitModel,
  gradients: RootGradients,
  connect: ConnectView,
): HTMLElement | undefined {
  const factors = wireFactors(wire, model, gradients);
  if (factors === undefined) return undefined;
  const { upstream, local, product } = factors;
  const line = make('span', 'product blank');
  const append = (one: Node, view: NodeView): void => {
    line.append(view.element);
    connect(line, one, view, wire.node);
  };
  append(upstream, nodeView(upstream, 'gradient'));
  line.append(make('span', 'operator', '×'));
  append(local, bracketed(nodeView(local, 'local')));
  line.append(make('span', 'operator', '='));
  append(product, toggling(nodeView(product, 'gradient'), line));
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

/** Hides the factors while there is no product. */
function toggling(view: NodeView, line: HTMLElement): NodeView {
  return {
    ...view,
    show: value => {
      view.show(value);
      line.classList.remove('blank');
    },
    blank: () => {
      view.blank();
      line.classList.add('blank');
    },
  };
}
