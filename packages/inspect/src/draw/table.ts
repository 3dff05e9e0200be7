import type { Node } from '@thalweg/graph';
import type { CircuitModel } from '../circuit-model/circuit-model.ts';
import { operationSign } from '../circuit-model/operation-sign.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import type { ShownCircuit } from '../circuit-model/shown-circuit.ts';
import { make } from './make.ts';
import { type ConnectView, emptyView, nodeView } from './node-view.ts';

/** Creates the circuit as a table: a row for each node on a wire, with its operation, value and gradient. */
export function tableOf(
  { wires }: ShownCircuit,
  model: CircuitModel,
  gradients: RootGradients | undefined,
  connect: ConnectView,
): HTMLElement {
  const heads = ['Node', 'Operation', 'Value', ...(gradients ? ['Gradient'] : [])];
  const head = make('tr', '', ...heads.map(text => Object.assign(make('th', '', text), { scope: 'col' })));
  const nodes = [...new Set(wires.map(({ node }) => node))];
  const rows = nodes.map(node => rowOf(node, model, gradients, connect));
  const caption = make('caption', '', `Values${gradients ? ' and gradients' : ''} of ${nameOf(model.root, model)}`);
  return make('table', '', caption, make('thead', '', head), make('tbody', '', ...rows));
}

function rowOf(
  node: Node,
  model: CircuitModel,
  gradients: RootGradients | undefined,
  connect: ConnectView,
): HTMLElement {
  const row = make('tr', '');
  const name = Object.assign(make('th', '', titleOf(node, model)), { scope: 'row' });
  const value = nodeView(node, 'value', { picture: false });
  row.append(name, make('td', '', node.inputs.length === 0 ? '–' : operationSign(node)), make('td', '', value.element));
  connect(row, node, value, node);
  if (gradients === undefined) return row;
  const gradientNode = gradients.of(node);
  const gradient = gradientNode && nodeView(gradientNode, 'gradient', { picture: false });
  row.append(make('td', '', gradient?.element ?? emptyView('gradient')));
  if (gradientNode !== undefined) connect(row, gradientNode, gradient!, node);
  return row;
}

function nameOf(node: Node, { names, expression }: CircuitModel): string {
  return names.get(node) ?? expression(node);
}

/** Returns a name with its formula, such as `f = x × y`. */
function titleOf(node: Node, model: CircuitModel): string {
  const name = model.names.get(node);
  if (name === undefined || node.inputs.length === 0) return nameOf(node, model);
  return `${name} = ${model.expression(node)}`;
}
