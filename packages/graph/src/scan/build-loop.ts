import { GraphError } from '../errors/graph-error.ts';
import { whenTraining } from '../gradient/when-training.ts';
import type { LocalGradient, Mapping, Node } from '../node/node.ts';
import { rebuild, withInputs } from '../node/rebuild.ts';
import { add } from '../operations/add.ts';
import { fillLike } from '../operations/fill-like.ts';
import { repeatOver } from '../operations/reductions/sums-and-broadcasts.ts';
import { sum } from '../operations/sum.ts';
import { elementwise } from '../protocol/elementwise.ts';
import { BodyShapes } from './body.ts';
import {
  Dependence,
  inMode,
  type LoopNodes,
  type LoopDefinition,
  placeholder,
  type LoopCarry,
  type LoopSlice,
  type LoopSum,
  showsMode,
} from './loop-definition.ts';
import { Loop, type NodeBody, PartAdjoints } from './loop.ts';
import { reverseLoop } from './reverse-loop.ts';

/**
 * Builds a loop of what each step needs from the one before, and nothing else. What does not depend on a carry is computed
 * for all steps at once before it; outputs and sums that no carry depends on, after it.
 */
function buildLoop(definition: LoopDefinition): LoopNodes {
  return new LoopBuilder(definition).build();
}

class LoopBuilder {
  readonly #definition: LoopDefinition;
  readonly #dependence: Dependence;
  readonly #mappings = new Map<Node, Mapping | undefined>();
  readonly #carries: LoopCarry[];
  /** The carries that sum up terms, by these. */
  readonly #accumulators = new Map<Node, number>();
  /** Nodes that the loop computes, besides the next carries. */
  readonly #outputs = new Set<Node>();
  /** Nodes that are computed for all steps before the loop. */
  readonly #hoisted: LoopSlice[] = [];
  /** Nodes that are computed at each step, and what they are in the body. */
  readonly #inside = new Map<Node, Node>();
  /** The values of nodes at all steps. */
  readonly #stacks = new Map<Node, Node>();
  #loop: Loop | undefined;

  constructor(definition: LoopDefinition) {
    this.#definition = definition;
    this.#carries = [...definition.carries];
    const { carries, slices, outputs, sums } = definition;
    const roots = [...carries.map(({ next }) => next), ...outputs, ...sums.flatMap(({ terms }) => terms)];
    this.#dependence = new Dependence(
      roots,
      carries.map(one => one.placeholder),
      slices.map(one => one.placeholder),
    );
    for (const { placeholder: slice, stack } of slices) this.#stacks.set(slice, stack);
  }

  build(): LoopNodes {
    const { carries, outputs, sums } = this.#definition;
    checkWrites(this.#definition, this.#dependence.varying);
    this.#chooseOutputs();
    // What is computed again would be there for all steps at once.
    if (!this.#definition.recomputes) this.#hoist();
    const { body, inputs } = this.#close();
    this.#loop = new Loop(body, inputs, { outputs: [...this.#outputs].map(one => this.#inside.get(one)!), gradient });
    return {
      last: carries.map((_, number) => this.#loop!.part({ last: number })),
      outputs: outputs.map(output => this.#stackOf(output)),
      sums: sums.map(one => this.#sumOf(one)),
    };
  }

  /** Finds what the loop must compute because nobody can for all steps at once. */
  #chooseOutputs(): void {
    const inside = this.#below(this.#carries.map(({ next }) => next));
    const seen = new Set(this.#definition.outputs);
    for (const one of this.#definition.sums) {
      for (const term of one.terms) {
        if (this.#canBeOutside(term, inside)) seen.add(term);
        else if (!this.#accumulators.has(term)) this.#accumulate(term, one);
      }
    }
    for (const node of seen) {
      if (!this.#dependence.varies(node) || node.inputs.length === 0 || inside.has(node)) continue;
      if (this.#mappingOf(node) === undefined) this.#outputs.add(node);
      else for (const input of node.inputs) seen.add(input);
    }
  }

  #canBeOutside(term: Node, inside: ReadonlySet<Node>): boolean {
    return !this.#dependence.varies(term) || inside.has(term) || this.#mappingOf(term) !== undefined;
  }

  /** Adds terms up in the loop: a term for each step would need much memory, or cannot be had outside. */
  #accumulate(term: Node, { like }: LoopSum): void {
    const total = placeholder({ name: 'total', shape: term.shape, dtype: term.dtype });
    this.#accumulators.set(term, this.#carries.length);
    const next = add(total, term) as Node;
    this.#dependence.addOnCarry(total, next);
    this.#carries.push({ placeholder: total, init: fillLike(like, 0), next });
  }

  /** The nodes that some depend on and that vary, themselves included; not those below what is computed before the loop. */
  #below(roots: readonly Node[]): ReadonlySet<Node> {
    const hoisted = new Set(this.#hoisted.map(({ stack }) => stack));
    const found = new Set(roots.filter(root => this.#dependence.varies(root)));
    for (const node of found)
      if (!hoisted.has(node)) for (const input of node.inputs) if (this.#dependence.varies(input)) found.add(input);
    return found;
  }

  get #roots(): Node[] {
    return [...this.#carries.map(({ next }) => next), ...this.#outputs];
  }

  /** Finds what can be computed before the loop and pays there: products and other loops, with the formulas over them. */
  #hoist(): void {
    const inside = this.#below(this.#roots);
    const heavy = heavyBefore(this.#dependence, node => inside.has(node) && (node.inputs.length === 0 || this.#mappingOf(node) !== undefined)); // prettier-ignore
    const roots = new Set(this.#roots);
    const read = new Set([...inside].flatMap(node => (heavy.has(node) ? [] : node.inputs)));
    for (const node of heavy) {
      if (!roots.has(node) && !read.has(node)) continue;
      const { name, shape, dtype } = node;
      this.#inside.set(node, placeholder({ name, shape, dtype }));
      this.#hoisted.push({ placeholder: this.#inside.get(node)!, stack: node });
    }
  }

  /** Makes a body that refers to nothing outside, and the inputs of the loop. */
  #close(): { readonly body: NodeBody; readonly inputs: readonly Node[] } {
    const inside = this.#below(this.#roots);
    const known = this.#inside;
    const hoisted = this.#hoisted.map(({ placeholder: slice, stack }) => ({ slice, stack: this.#stackOf(stack) }));
    const own = new Set(this.#hoisted.map(({ stack }) => stack));
    const captures: Node[] = [];
    const capture = (node: Node): void => {
      if (this.#dependence.varies(node) || known.has(node) || isConstant(node)) return;
      known.set(node, placeholder(node));
      captures.push(node);
    };
    for (const root of this.#roots) capture(root);
    for (const node of inside) if (!own.has(node)) for (const input of node.inputs) capture(input);
    for (const root of this.#roots) rebuild(root, known, { inputsOf: node => node.inputs, build: withInputs });
    const next = this.#carries.map(carry => storedApart(known.get(carry.next)!));
    const used = this.#definition.slices.filter((slice, n) => n === 0 || inside.has(slice.placeholder));
    const parts = {
      carries: this.#carries.map(one => one.placeholder),
      slices: [...used.map(one => one.placeholder), ...hoisted.map(({ slice }) => slice)],
      captures: captures.map(node => known.get(node)!),
      next,
      reverse: this.#definition.reverse,
      recomputes: this.#definition.recomputes,
    };
    const stacks = [...used, ...hoisted].map(({ stack }) => stack);
    const body: NodeBody = { ...parts, shapes: new BodyShapes(parts) };
    return { body, inputs: [...this.#carries.map(({ init }) => init), ...stacks, ...captures] };
  }

  /** The values of a node at all steps. */
  #stackOf(node: Node): Node {
    // An explicit stack: cells can be deep.
    const open = [node];
    while (open.length > 0) {
      const top = open.at(-1)!;
      const missing = this.#stacks.has(top) ? [] : this.#stacksFor(top).filter(input => !this.#stacks.has(input));
      open.push(...missing);
      if (missing.length > 0) continue;
      open.pop();
      if (!this.#stacks.has(top)) this.#stacks.set(top, this.#newStackOf(top));
    }
    return this.#stacks.get(node)!;
  }

  /** The nodes whose stacks that of a node is made of. */
  #stacksFor(node: Node): readonly Node[] {
    const isThere = !this.#dependence.varies(node) || (this.#loop && this.#inside.has(node));
    if (isThere || this.#carries.some(({ placeholder: carry }) => carry === node)) return [];
    return node.inputs.filter(input => this.#dependence.varies(input));
  }

  #newStackOf(node: Node): Node {
    if (!this.#dependence.varies(node)) return repeatOver(node, this.#definition.slices[0]!.stack);
    const inside = this.#loop && this.#inside.get(node);
    if (inside !== undefined) return this.#loop!.part({ stack: inside });
    const carry = this.#carries.find(one => one.placeholder === node);
    if (carry !== undefined) return this.#loop!.part({ stack: node });
    return this.#mappingOf(node)!(this.#operandsOf(node));
  }

  /** The inputs of a node for all steps at once: stacks of those that vary. */
  #operandsOf(node: Node): Node[] {
    return node.inputs.map(input => (this.#dependence.varies(input) ? this.#stackOf(input) : input));
  }

  #sumOf({ terms }: LoopSum): Node | undefined {
    if (terms.length === 0) return undefined;
    return terms.map(term => this.#sumOverSteps(term)).reduce((total, term) => add(total, term) as Node);
  }

  #sumOverSteps(term: Node): Node {
    const number = this.#accumulators.get(term);
    if (number !== undefined) return this.#loop!.part({ last: number });
    const summed = term.operation?.mappedSum?.(this.#variesOf(term));
    return summed?.(this.#operandsOf(term)) ?? (sum(this.#stackOf(term), { axes: 0 }) as Node);
  }

  #mappingOf(node: Node): Mapping | undefined {
    if (!this.#mappings.has(node)) this.#mappings.set(node, node.operation?.mapped?.(this.#variesOf(node)));
    return this.#mappings.get(node);
  }

  #variesOf(node: Node): boolean[] {
    return node.inputs.map(input => this.#dependence.varies(input));
  }
}

const gradient: LocalGradient = (upstream, _, scan) => {
  // Who only asks which inputs it reaches gives any node.
  const { definition, adjointsOf } = reverseLoop(scan, upstream instanceof PartAdjoints ? upstream.adjoints : []);
  return adjointsOf(buildLoop(definition));
};

/** True for a number that stays for ever: formulas have it in their code. */
function isConstant({ sourceValue }: Node): boolean {
  return (
    sourceValue?.complete === true && sourceValue.connection === undefined && sourceValue.storage?.data.length === 1
  );
}

/** The results of a loop; where modes show in it, those of a loop for each, chosen by the mode. */
export function builtLoop(definition: LoopDefinition): Omit<LoopNodes, 'sums'> {
  if (!showsMode(definition)) return buildLoop(definition);
  const training = buildLoop(inMode(definition, true));
  const otherwise = buildLoop(inMode(definition, false));
  const choose = (a: readonly Node[], b: readonly Node[]): Node[] => a.map((one, n) => whenTraining(one, b[n]!));
  return { last: choose(training.last, otherwise.last), outputs: choose(training.outputs, otherwise.outputs) };
}

/** Throws `GraphError` if one of the nodes that vary writes a register: it would have a value for each step. */
function checkWrites({ subject = 'scan', carries }: LoopDefinition, varying: readonly Node[]): void {
  const write = varying.find(({ register }) => register !== undefined);
  if (write === undefined) return;
  const [what, advice] =
    carries.length > 0
      ? ['a cell', 'Make the value a carry, and write its last value after the scan.']
      : ['the function', 'Leave out what learns from a whole batch, such as batch norm.'];
  throw new GraphError(subject, `${what} must not write a register`, write.name, advice);
}

const copied = /* @__PURE__ */ elementwise<(x: Node) => Node>('copy', {
  formula: x => x!,
  dtype: ([dtype]) => dtype!,
  gradient: upstream => [upstream],
});

/** The next value of a carry in its own storage: not that of a source, which the next step overwrites. */
function storedApart(next: Node): Node {
  let stored = next;
  while (stored.operation?.kernel.kind === 'alias') stored = stored.inputs[0]!;
  return stored.operation === undefined ? copied(next) : next;
}

/** Loops that only move elements: stacks of what they move would be memory for nothing. */
const MOVING: ReadonlySet<string | undefined> = new Set(['concat', 'pad', 'slice', 'split', 'swapAxes', 'zeros']);

/**
 * Returns the nodes whose computation for all steps at once, before a loop, pays: products and other loops that take time, with
 * the formulas over them, of those that may be computed so and depend on no carry.
 */
function heavyBefore(dependence: Dependence, mayMove: (node: Node) => boolean): ReadonlySet<Node> {
  const movable = new Set<Node>();
  const heavy = new Set<Node>();
  for (const node of dependence.varying) {
    if (dependence.isOnCarry(node) || !mayMove(node)) continue;
    if (!node.inputs.every(input => !dependence.varies(input) || movable.has(input))) continue;
    movable.add(node);
    const kernel = node.operation?.kernel;
    const moves = kernel?.kind === 'loop' && MOVING.has(kernel.loop);
    if (!moves && (kernel?.kind === 'loop' || node.inputs.some(input => heavy.has(input)))) heavy.add(node);
  }
  return heavy;
}
