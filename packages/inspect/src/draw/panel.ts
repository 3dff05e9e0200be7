import { edge, type Node } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';
import type { CircuitModel } from '../circuit-model/circuit-model.ts';
import { literalOf, operationSign } from '../circuit-model/operation-sign.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import { make } from './make.ts';
import { type ConnectView, emptyView, nodeView, type Role } from './node-view.ts';
import { termsLine } from './sum-line.ts';

/** Creates the panel of a node: its formula and, for each input, `upstream × local = downstream`. */
export function panelOf(
  node: Node,
  model: CircuitModel,
  gradients: RootGradients | undefined,
  connect: ConnectView,
): HTMLElement {
  const name = model.names.get(node);
  const panel = make('section', 'panel');
  const title = make('h3', '', `${name === undefined ? '' : `${name} = `}${model.expression(node)}`);
  const close = make('button', 'close', '×');
  close.type = 'button';
  close.setAttribute('aria-label', 'Close');
  panel.setAttribute('aria-label', `Gradients at ${operationSign(node)}`);
  panel.append(make('header', '', title, close));
  const rows = gradients === undefined ? [] : rowsOf(node, model, gradients, connect);
  const note =
    node.inputs.length === 0
      ? 'This is a source: its gradient goes no further.'
      : 'No gradient flows through this node.';
  panel.append(...(rows.length > 0 ? rows : [make('p', 'note', note)]));
  const sum = gradients && termsLine(node, gradients, connect);
  if (sum) panel.append(make('p', 'row', make('span', 'what', 'Terms from its uses'), sum));
  return panel;
}

function rowsOf(node: Node, model: CircuitModel, gradients: RootGradients, connect: ConnectView): HTMLElement[] {
  const upstream = gradients.of(node);
  if (upstream === undefined) return [];
  const { all, ofInputs } = gradients;
  return node.inputs.flatMap((input, position) => {
    if (literalOf(input) !== undefined || !isFloat(input.dtype)) return [];
    const row = make('div', 'row', make('span', 'what', `to ${inputLabel(node, position, model)}`));
    const append = (role: Role, caption: string, one: Node | undefined, about: Node, text = '–'): void => {
      const view = one && nodeView(one, role);
      row.append(make('span', 'factor', view?.element ?? emptyView(role, text), make('small', '', caption)));
      if (one !== undefined) connect(row, one, view!, about);
    };
    const { local, product } = factorsOf(() => edge(all, node, input, position), node, input);
    append('gradient', 'upstream', upstream, node);
    row.append(make('span', 'operator', '×'));
    append('local', 'local', local, input, 'Jacobian');
    row.append(make('span', 'operator', '='));
    append('gradient', 'downstream', product ?? ofInputs(node)[position], input, '0');
    return row;
  });
}

/** Returns the label of an input: its name or formula, with its position if the node reads it more than once. */
function inputLabel({ inputs }: Node, position: number, { names, expression }: CircuitModel): string {
  const input = inputs[position]!;
  const name = names.get(input) ?? expression(input);
  return inputs.indexOf(input) === inputs.lastIndexOf(input) ? name : `${name}, input ${position + 1}`;
}

/** Returns the local gradient and the product, unless they are too large to show. */
function factorsOf(
  compute: () => { readonly local: Node; readonly product: Node },
  node: Node,
  input: Node,
): { readonly local?: Node; readonly product?: Node } {
  return localSize(node, input) <= MAX_JACOBIAN_SIZE ? compute() : {};
}

/** The largest Jacobian that is shown, in elements. */
const MAX_JACOBIAN_SIZE = 4096;

/** Returns the size of a node’s local gradient in elements: 0 if it is elementwise, else the size of its Jacobian. */
function localSize(node: Node, input: Node): number {
  if (node.operation?.kernel.kind === 'elementwise') return 0;
  return [...node.shape, ...input.shape].reduce<number>(
    (product, size) => product * (typeof size === 'number' ? size : Infinity),
    1,
  );
}
