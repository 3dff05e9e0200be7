import {
  add,
  feedOf,
  fillLike,
  gather,
  gradients,
  GraphError,
  input,
  Input,
  mul,
  type Node,
  openFrame,
  type Parameter,
  type Register,
  registersOf,
  type Runner,
  type Source,
  sparseRows,
  stopGradient,
  substitute,
  sum,
  type TaskFrame,
} from '@thalweg/graph';
import { inputsOf, needsValue } from '@thalweg/graph/wires';
import type { Transform } from '@thalweg/optim';
import type { Tensor } from '@thalweg/tensor';
import type { OnBadRecord, Progress } from '@thalweg/train';
import {
  type BoundRecord,
  descentOf,
  progressOf,
  type SkipCounter,
  type Take,
  takeRecords,
} from '@thalweg/train/engine';
import type { InFlight } from './half-states.ts';

/** A value of the forward pass, and the source by which it enters the step. */
interface KeptValue {
  readonly node: Node;
  readonly source: Input;
}

/** The two passes of a front half: one that computes the cut, and a step from what that has kept and the gradient. */
interface FrontGraph {
  /** The values that the step reads of the forward pass. */
  readonly kept: readonly KeptValue[];
  /** The states that the forward pass moves, such as counters of dropout, and their next values. */
  readonly states: readonly (readonly [register: Register, next: Node])[];
  /** The gradients that come back, in the order of the cut. */
  readonly upstream: readonly Input[];
  /** The number of the step, and the rules that it fires. */
  readonly step: Node;
  readonly rules: readonly Node[];
  readonly progress: Progress;
}

/**
 * Returns the passes of a front half. The step computes nothing of the forward pass again: what its gradients read of it
 * becomes an input. With `ahead`, other steps come between a forward pass and its step, so the present weights that the
 * gradients read are kept as well.
 *
 * - **Throws** `GraphError` for a cut that depends on no parameter, or, with `ahead`, on a state that is written in part
 */
export function frontGraph(
  cut: ReadonlyMap<string, Node>,
  optimizer: Transform,
  options: { readonly ahead: boolean },
): FrontGraph {
  const upstream = [...cut].map(([name, { shape, dtype }]) => input(`gradient of ${name}`, shape, dtype) as Input);
  const products = [...cut.values()].map((node, i) => sum(mul(node, upstream[i]!)) as Node);
  const root = products.reduce((total, one) => add(total, one) as Node);
  const forward = forwardOf([...cut.values()]);
  const moving = [...forward].filter(({ register }) => register !== undefined);
  if (options.ahead) for (const rule of moving) checkWhole(rule);
  const { parameters } = gradients(root);
  if (parameters.length === 0) throw withoutParameters();
  const slopes = parameters.map(parameter => root.reverse!.training.at(parameter as Node));
  const roots = [...slopes.filter(slope => slope !== undefined), ...moving];
  const read = keptBy(roots, forward, options.ahead ? new Set(registersOf(...cut.values())) : new Set());
  const replaced = read.map((node, i) => [node, input(`kept ${i}`, node.shape, node.dtype) as Input] as const);
  const inStep = substitute(new Map<Node, Node>(replaced));
  const loss = gradientLoss(parameters, slopes.map(slope => slope && inStep(slope))); // prettier-ignore
  const descent = descentOf('frontHalf', loss, optimizer);
  const rules = [...descent.rules, ...moving.map(rule => inStep(rule))];
  const inputs = [...forward].filter(node => node instanceof Input) as Input[];
  return {
    kept: [
      ...inputs.map(source => ({ node: source as Node, source })),
      ...replaced.map(([node, source]) => ({ node, source })),
    ],
    states: moving.map(rule => [rule.register as Register, rule] as const),
    upstream,
    step: descent.step,
    rules,
    progress: progressOf([root, descent.step], { ...descent, rules }),
  };
}

/** All that some nodes depend on in training. */
function forwardOf(nodes: readonly Node[]): ReadonlySet<Node> {
  const found = new Set(nodes);
  for (const node of found) for (const input of inputsOf(node, true)) found.add(input);
  return found;
}

/** The values of the forward pass that gradients and rules read: what it computes, and some of the registers. */
function keptBy(roots: readonly Node[], forward: ReadonlySet<Node>, registers: ReadonlySet<unknown>): Node[] {
  const kept = new Set<Node>();
  const found = new Set<Node>();
  const visit = (node: Node): void => {
    if (!forward.has(node) || node.register !== undefined) found.add(node);
    else if (node.operation !== undefined || registers.has(node)) kept.add(node);
  };
  roots.forEach(visit);
  for (const node of found)
    inputsOf(node, true).forEach((input, position) => {
      if (node.operation?.kernel.kind === 'mode' || needsValue(node, position)) visit(input);
    });
  return [...kept];
}

function checkWhole({ name, operation }: Node): void {
  if (operation!.write !== undefined)
    throw new GraphError(
      'frontHalf',
      'a state before the cut must be written as a whole if depth is more than 1',
      name,
      'Use a depth of 1.',
    );
}

function withoutParameters(): GraphError {
  return new GraphError(
    'frontHalf',
    'the cut must depend on a parameter',
    'a cut that depends on none',
    'Cut after a layer, or compute these values in the back half.',
  );
}

/**
 * Returns a loss whose gradient for each parameter is a given node, to the last bit: `Σ sum(θ·g)`. A gradient that is kept
 * as rows stays rows. Without a node the gradient is zero.
 */
function gradientLoss(parameters: readonly Parameter[], gradients: readonly (Node | undefined)[]): Node<readonly []> {
  const terms = parameters.map((parameter, i) => termOf(parameter as Node, gradients[i]));
  return terms.reduce((total, term) => add(total, term) as Node) as Node<readonly []>;
}

function termOf(parameter: Node, gradient: Node = fillLike(parameter, 0) as Node): Node {
  const sparse = sparseRows(gradient);
  if (sparse === undefined) return sum(mul(parameter, stopGradient(gradient))) as Node;
  const { indices, rows, axis } = sparse;
  return sum(mul(gather(parameter, indices, { axis }) as Node, stopGradient(rows))) as Node;
}

/** The values that a forward pass computes. */
export type CutValues = Pick<InFlight, 'cut' | 'kept' | 'states'>;

/** Options of {@link FrontPasses}. */
export interface FrontPassesOptions {
  readonly cut: ReadonlyMap<string, Node>;
  readonly graph: FrontGraph;
  readonly runner: Runner | undefined;
  readonly onBadRecord: OnBadRecord;
  readonly skips: SkipCounter;
}

/** The consequences of passes, at once or in a later turn. */
interface FrontConsequences {
  /** Takes the values of the cut; none for a record that is left out. */
  readonly computed: (values: CutValues, bound: BoundRecord) => void;
  readonly fail: (error: unknown) => void;
}

/** The two passes of a front half, each in its own frame. */
export class FrontPasses {
  readonly #cut: ReadonlyMap<string, Node>;
  readonly #graph: FrontGraph;
  readonly #forward: TaskFrame;
  readonly #backward: TaskFrame;
  readonly #take: Take<unknown>;
  readonly #fail: (error: unknown) => void;
  /** The states that the forward pass under way begins with. */
  #states: readonly Tensor[] = [];

  constructor({ cut, graph, runner, onBadRecord, skips }: FrontPassesOptions, { computed, fail }: FrontConsequences) {
    this.#cut = cut;
    this.#graph = graph;
    this.#fail = fail;
    const outputs = [...cut.values(), ...graph.kept.map(({ node }) => node), ...graph.states.map(([, next]) => next)];
    this.#forward = openFrame({ outputs, training: true, runner });
    this.#backward = openFrame({ outputs: [graph.step], rules: graph.rules, training: true, steps: true, runner });
    const passes = { operator: 'frontHalf', frame: this.#forward, onBadRecord, skips, fail };
    this.#take = takeRecords(passes, {
      before: ({ feeds }) =>
        feeds.push(...this.#states.map((value, i) => feedOf(graph.states[i]![0] as Source, value))),
      outputs: (values, bound) => computed(this.#partsOf(values), bound),
      passOver: bound => computed({ cut: [], kept: [], states: this.#states }, bound),
    }).take;
  }

  /**
   * Computes the cut for a record, and moves nothing. The states are those after the last record whose step is still to come;
   * none if there is no such record. A record that is left out gives no values, and the same states.
   *
   * - **Throws** `DataError`, `ShapeError`, `DtypeError` for a record that does not fit
   */
  compute(states: readonly Tensor[], ...taken: Parameters<Take<unknown>>): void {
    this.#states = states;
    this.#take(...taken);
  }

  /** Takes the step of a record by the gradients of the cut, and gives its number. */
  step({ kept }: InFlight, upstream: readonly Tensor[], done: (step: number) => void): void {
    const feeds = [
      ...this.#graph.kept.map(({ source }, i) => feedOf(source, kept[i]!)),
      ...this.#graph.upstream.map((source, i) => feedOf(source, upstream[i]!)),
    ];
    this.#backward.run(feeds, result =>
      'error' in result ? this.#fail(result.error) : done(result.outputs[0]!.item()),
    );
  }

  close(): void {
    this.#forward.close();
    this.#backward.close();
  }

  #partsOf(outputs: readonly Tensor[]): CutValues {
    const begin = this.#cut.size;
    const end = begin + this.#graph.kept.length;
    return { cut: outputs.slice(0, begin), kept: outputs.slice(begin, end), states: outputs.slice(end) };
  }
}
