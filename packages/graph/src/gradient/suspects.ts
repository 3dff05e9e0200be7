import { sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { constant } from '../sources/constant.ts';
import { Node } from '../node/node.ts';
import { mul } from '../operations/mul.ts';
import { sum } from '../operations/sum.ts';
import { parameter } from '../sources/parameter.ts';
import { Source } from '../sources/source.ts';
import { inputsOf } from '../wire/inputs-of.ts';
import { compare, type Differences } from './finite-differences.ts';
import { Probe } from './probe.ts';

/**
 * Returns the operations between sources and a loss whose local gradients disagree with the differences of their own
 * outputs: the likely causes of a wrong gradient.
 */
export function suspects(loss: Node, sources: readonly Source[], tolerance: number, how: Differences): string[] {
  const path = pathOf(loss, sources, how.training);
  const probe = new Probe(path, how.training);
  const values = new Map<Node, Tensor>();
  path.forEach((node, output) => {
    if (probe.has(output)) values.set(node, probe.value(output));
  });
  probe.close();
  const found = path.filter(node => {
    const inputs = node.inputs.map(input => values.get(input));
    return inputs.every(input => input !== undefined) && isWrong(node, inputs, tolerance, how);
  });
  return [...new Set(found.map(node => node.name))];
}

/** Returns true if the local gradient of one operation is wrong, at the values of its inputs. */
function isWrong(node: Node, values: readonly Tensor[], tolerance: number, how: Differences): boolean {
  const { name, dtype, rule } = node;
  if (rule?.gradient === undefined || dtype !== 'float64') return false;
  const inputs = values.map(value => (value.dtype === 'float64' ? parameter(value) : constant(value)) as Node);
  const shape = rule.shape(values.map(value => value.shape as Sizes));
  const alone = new Node({ name, shape, dtype, inputs, rule });
  // An operation without any contribution intends that, as stopGradient does.
  if (rule.gradient(alone, inputs, alone).every(adjoint => adjoint === undefined)) return false;
  const weights = Float64Array.from({ length: sizeOf(shape as Sizes) }, (_, i) => 1 + Math.sin(i));
  const total = sum(mul(alone, constant(tensor(weights, { shape: shape as Sizes }))));
  const varied = inputs.filter(input => input instanceof Source);
  return compare(total, varied, how).some(({ error }) => !(error <= tolerance));
}

/** The nodes that a loss depends on, the lowest first. */
function pathOf(loss: Node, sources: readonly Source[], training: boolean): Node[] {
  const found = new Set<Node>([loss, ...(sources as readonly Node[])]);
  for (const node of found) for (const input of inputsOf(node, training)) found.add(input);
  return [...found].sort((a, b) => a.height - b.height);
}
