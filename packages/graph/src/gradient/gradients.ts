import type { Shape } from '@thalweg/tensor';
import { becomes } from '../sources/becomes.ts';
import type { Node, Reverse, Touched, Writable } from '../node/node.ts';
import { add } from '../operations/add.ts';
import { Parameter } from '../sources/parameter.ts';
import type { Register, ValueOptions } from '../sources/register.ts';
import { state } from '../sources/state.ts';
import { reverseOf, type GradientOptions } from './gradient.ts';

/** A rule of descent for one parameter: from its gradient, and the parameter as the rule may see and write it. */
export type GradientRule = (gradient: Node, parameter: Writable) => Node;

/** What has been made of the gradient of one parameter. */
interface Stream {
  /** Of the rows that are touched alone, if there are such. */
  readonly gradient: Node;
  /** The whole parameter. */
  readonly parameter: Writable;
  readonly touched: Touched | undefined;
}

/** What the transforms of one optimizer share. */
interface Shared {
  step: Node<readonly []> | undefined;
  /** What its step counter is called. */
  readonly counter: string;
  /** A register as their rules see it. */
  readonly see: (register: Register) => Writable;
  /** What stands for parameters when a model is evaluated; nothing for those that stand for themselves. */
  readonly evaluated: Map<Parameter, Node>;
}

/**
 * The reverse streams of a root: a gradient node for every node it depends on. A gradient transform maps them to
 * others, one for each parameter; what comes out last is subtracted from the parameters.
 */
export class Gradients {
  readonly #reverse: Reverse;
  readonly #mapped: ReadonlyMap<Node, Stream>;
  readonly #shared: Shared;
  /** The parameters that the root depends on, in the order in which its formula uses them. */
  readonly parameters: readonly Parameter[];

  constructor(reverse: Reverse, parameters: readonly Parameter[], mapped: ReadonlyMap<Node, Stream>, shared: Shared) {
    this.#reverse = reverse;
    this.parameters = parameters;
    this.#mapped = mapped;
    this.#shared = shared;
  }

  /** The gradient of a node: as mapped, if it is a parameter. */
  of<S extends Shape>(node: Node<S>): Node<S> {
    const mapped = this.#mapped.get(node as Node);
    if (mapped === undefined) return this.#reverse.at(node);
    const { gradient, touched } = mapped;
    return (touched === undefined ? gradient : touched.spread(gradient)) as Node<S>;
  }

  /**
   * All of a parameter's gradient that need not be zero: the gradient itself or, of a table that was gathered from, the
   * rows that are touched, each once. Sums of squares are the same of both.
   */
  elements(parameter: Parameter): Node {
    return this.#stream(parameter).gradient;
  }

  /** Where a value fans out: what each use of it passes back. Their sum is its gradient. In training mode. */
  terms(node: Node): readonly Node[] {
    return this.#reverse.training.terms(node);
  }

  /** What a node passes back to each of its inputs; nothing where that is zero. In training mode. */
  passed(consumer: Node): readonly (Node | undefined)[] {
    return this.#reverse.training.passed(consumer);
  }

  /** Other gradients in place of these, parameter by parameter. */
  map(rule: GradientRule): Gradients {
    return this.#with(parameter => {
      const whole = this.#mapped.get(parameter as Node)?.parameter ?? this.#shared.see(parameter);
      return { gradient: rule(this.of(parameter) as Node, whole), parameter: whole, touched: undefined };
    });
  }

  /**
   * Other gradients in place of these by a rule that treats every element alone, and leaves a parameter where it is if
   * its gradient is zero for ever. Of a table that was gathered from, the rule sees the touched rows and nothing else:
   * those of the gradient, of the parameter, and of what it remembers for the parameter.
   */
  mapElements(rule: GradientRule): Gradients {
    return this.#with(parameter => {
      const { gradient, parameter: whole, touched } = this.#stream(parameter);
      return { gradient: rule(gradient, touched?.of(whole) ?? whole), parameter: whole, touched };
    });
  }

  /** The same gradients, of some parameters only: the others do not move, unless they are mapped elsewhere. */
  only(which: (parameter: Parameter) => boolean): Gradients {
    return new Gradients(this.#reverse, this.parameters.filter(which), this.#mapped, this.#shared);
  }

  /** One from several, each with some of these parameters. What none has does not move. */
  joined(parts: readonly Gradients[]): Gradients {
    const partOf = new Map(parts.flatMap(part => part.parameters.map(parameter => [parameter, part] as const)));
    return this.only(parameter => partOf.has(parameter)).#with(parameter => partOf.get(parameter)!.#stream(parameter));
  }

  /**
   * The same gradients for rules that see registers through a view. They have a step counter of their own, of this
   * name, which is seen through it too.
   */
  seen(see: (register: Writable) => Writable, counter: string): Gradients {
    const seen = (register: Register): Writable => see(this.#shared.see(register));
    const shared = { ...this.#shared, step: undefined, counter, see: seen };
    const viewed = this.#with(parameter => {
      const { gradient, parameter: whole, touched } = this.#stream(parameter);
      return { gradient, parameter: see(whole), touched };
    });
    return new Gradients(this.#reverse, this.parameters, viewed.#mapped, shared);
  }

  /** A state that is no parameter's, such as a counter or a power of a decay, for the rules of these gradients. */
  state(value: number, options: ValueOptions): Writable<readonly []> {
    return this.#shared.see(state(value, { dtype: 'float64', ...options }) as Register) as Writable<readonly []>;
  }

  /** The number of the step under way, from 1; a float64 scalar that all transforms of one optimizer share. */
  get step(): Node<readonly []> {
    if (this.#shared.step === undefined) {
      const steps = this.state(0, { name: this.#shared.counter });
      this.#shared.step = becomes(steps, add(steps, 1));
    }
    return this.#shared.step;
  }

  /** What stands for parameters when the model is evaluated, such as their averages; a transform may enter some. */
  get evaluated(): Map<Parameter, Node> {
    return this.#shared.evaluated;
  }

  #with(streamOf: (parameter: Parameter) => Stream): Gradients {
    const mapped = new Map(this.parameters.map(parameter => [parameter as Node, streamOf(parameter)]));
    return new Gradients(this.#reverse, this.parameters, mapped, this.#shared);
  }

  #stream(parameter: Parameter): Stream {
    const mapped = this.#mapped.get(parameter as Node);
    if (mapped !== undefined) return mapped;
    // Rules fire in training alone, and there the gradient of a table may be rows although in general it depends on the mode.
    const arrived = this.#reverse.training.at(parameter as Node);
    const touched = arrived?.rule?.touched?.(arrived);
    const gradient = touched?.rows ?? (this.of(parameter) as Node);
    return { gradient, parameter: this.#shared.see(parameter), touched };
  }
}

/**
 * The reverse streams of a root, which must be a scalar unless an upstream gradient is given.
 *
 * @example
 * const x = parameter(3), y = parameter(4);
 * const g = gradients(mul(x, y));
 * read(g.of(x)).item() // => 4
 */
export function gradients(root: Node, options: GradientOptions = {}): Gradients {
  return new Gradients(reverseOf(root, options), parametersOf(root), new Map(), {
    step: undefined,
    counter: 'step',
    see: register => register as unknown as Writable,
    evaluated: new Map(),
  });
}

/** The parameters that a node depends on, in the order in which its formula uses them. */
export function parametersOf(root: Node): Parameter[] {
  const found: Parameter[] = [];
  const seen = new Set<Node>();
  const stack: Node[] = [root];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    if (node instanceof Parameter) found.push(node as Parameter);
    for (let index = node.inputs.length - 1; index >= 0; index--) stack.push(node.inputs[index]!);
  }
  return found;
}
