import { sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { constant } from '../sources/constant.ts';
import { Node } from '../node/node.ts';
import { withInputs } from '../node/rebuild.ts';
import { mul } from '../operations/mul.ts';
import { sum } from '../operations/sum.ts';
import { parameter } from '../sources/parameter.ts';
import { Source } from '../sources/source.ts';
import { inputsOf } from '../wire/inputs-of.ts';
import { compare, type Judging } from './finite-differences.ts';
import { float64Copy } from './float64-copy.ts';
import { passesNothing } from './held-nodes.ts';
import { Probe } from './probe.ts';
import type { Verdict } from './second-opinion.ts';

/** The names of operations whose local gradients disagree with differences of their own outputs, or cannot be judged by them. */
export interface Suspects {
  readonly wrong: readonly string[];
  readonly unclear: readonly string[];
}

/** Returns the likely causes of a wrong gradient, among the operations between sources and a loss. */
export function suspects(loss: Node, sources: readonly Source[], how: Judging): Suspects {
  const path = pathOf(loss, sources, how.training);
  const given = new Probe(path, how.training);
  const copyOf = float64Copy(source => given.of(source) ?? source.cell?.observe());
  const probe = new Probe(path.map(copyOf), how.training);
  const found: Record<Verdict, Set<string>> = { right: new Set(), wrong: new Set(), unclear: new Set() };
  for (const node of path) {
    const copy = copyOf(node);
    const inputs = copy.inputs.map(input => probe.of(input));
    if (inputs.every(input => input !== undefined)) found[verdictOf(copy, inputs, how)].add(node.name);
  }
  given.close();
  probe.close();
  return { wrong: [...found.wrong], unclear: [...found.unclear] };
}

/** Judges the local gradient of one operation, at the values of its inputs. */
function verdictOf(node: Node, values: readonly Tensor[], how: Judging): Verdict {
  const { dtype, rule } = node;
  if (rule?.gradient === undefined || dtype !== 'float64') return 'right';
  const inputs = values.map(value => (value.dtype === 'float64' ? parameter(value) : constant(value)) as Node);
  const shape = rule.shape(values.map(value => value.shape as Sizes));
  const alone = standingAlone(node, { shape, inputs });
  if (passesNothing(alone)) return 'right';
  const weights = Float64Array.from({ length: sizeOf(shape as Sizes) }, (_, i) => 1 + Math.sin(i));
  const total = sum(mul(alone, constant(tensor(weights, { shape: shape as Sizes }))));
  const varied = inputs.filter(input => input instanceof Source);
  const verdicts = compare(total, varied, { ...how, form: 'central', h: undefined }).elements.map(
    ({ verdict }) => verdict,
  );
  return verdicts.includes('wrong') ? 'wrong' : verdicts.includes('unclear') ? 'unclear' : 'right';
}

/** A node on other inputs: a result of a scan with the scan, which has no value of its own. */
function standingAlone(node: Node, { shape, inputs }: Pick<Node, 'shape' | 'inputs'>): Node {
  const [first] = node.inputs;
  const kernel = first?.rule?.kernel;
  const isResult = kernel?.kind === 'loop' && kernel.loop === 'scan';
  const own = isResult ? [withInputs(first!, inputs.slice(1)), ...inputs.slice(1)] : inputs;
  return new Node({ name: node.name, shape, dtype: node.dtype, inputs: own, rule: node.rule! });
}

/** The nodes that a loss depends on, the lowest first. */
function pathOf(loss: Node, sources: readonly Source[], training: boolean): Node[] {
  const found = new Set<Node>([loss, ...(sources as readonly Node[])]);
  for (const node of found) for (const input of inputsOf(node, training)) found.add(input);
  return [...found].sort((a, b) => a.height - b.height);
}
