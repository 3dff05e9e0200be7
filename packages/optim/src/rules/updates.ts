import {
  add,
  becomes,
  gradients,
  type Gradients,
  type Node,
  type Parameter,
  type Register,
  state,
  targetOf,
  type Touched,
  type ValueOptions,
  type Writable,
} from '@thalweg/graph';
import type { Shape, Sizes, Tensor } from '@thalweg/tensor';

/**
 * Makes the next update of one parameter from the one so far. It may read and write the parameter through `parameter`.
 */
export type UpdateRule = (update: Node, parameter: Writable) => Node;

/** The update of one parameter. */
interface Stream {
  /** The touched rows only, if the gradient has such. */
  readonly update: Node;
  /** The whole parameter. */
  readonly parameter: Writable;
  readonly touched: Touched | undefined;
}

/** A schedule whose rate is nearly 0 after so many steps. */
export interface EndingSchedule {
  /** The name of the hyperparameter, such as `learningRate`. */
  readonly name: string;
  readonly steps: number;
}

/** The parts that all transforms of one optimizer share. */
interface Shared {
  step: Node<readonly []> | undefined;
  /** The name of the step counter. */
  readonly counter: string;
  /** A register as the rules see it. */
  readonly view: (register: Register) => Writable;
  /** The nodes that replace parameters when the model is evaluated. */
  readonly evaluated: Map<Parameter, Node>;
  /** The parameters that stay unchanged in a step whose gradients are not finite. */
  readonly guarded: Set<Parameter>;
  /** The schedules that end, by the names of what they schedule. */
  readonly schedules: EndingSchedule[];
  /** The rules that no update depends on, and the parameters that each of them concerns. */
  readonly rules: Map<Node, readonly Parameter[]>;
}

/**
 * The updates of the parameters of a loss, as they flow through a chain of transforms: at first the gradients, and what
 * leaves the last transform is subtracted from the parameters. They carry what transforms share beside them: the number
 * of the step, states, and rules that learn after their use.
 */
export class Updates {
  /** The gradients of the loss, which the updates began as. */
  readonly gradients: Gradients;
  /** The parameters that move, in the order in which the formula of the loss uses them. */
  readonly parameters: readonly Parameter[];
  readonly #mapped: ReadonlyMap<Parameter, Stream>;
  readonly #shared: Shared;

  constructor(
    gradients: Gradients,
    mapped: ReadonlyMap<Parameter, Stream>,
    shared: Shared,
    parameters: readonly Parameter[] = gradients.parameters,
  ) {
    this.gradients = gradients;
    this.parameters = parameters;
    this.#mapped = mapped;
    this.#shared = shared;
  }

  /** Returns the update of a parameter, in its shape. For any other node it returns the gradient. */
  of<S extends Shape>(parameter: Node<S>): Node<S> {
    const mapped = this.#mapped.get(parameter as Node as Parameter);
    if (mapped === undefined) return this.gradients.of(parameter);
    const { update, touched } = mapped;
    return (touched === undefined ? update : touched.spread(update)) as Node<S>;
  }

  /**
   * Returns all elements of an update that may differ from zero: the update itself or, for a table that was gathered from, the
   * touched rows, each once. Both have the same sum of squares.
   */
  elements(parameter: Parameter): Node {
    return this.#stream(parameter).update;
  }

  /** Returns other updates in place of these, parameter by parameter. The rule sees every row of a table. */
  map(rule: UpdateRule): Updates {
    return this.#with(parameter => {
      const whole = this.#mapped.get(parameter)?.parameter ?? this.#shared.view(parameter);
      return { update: rule(this.of(parameter) as Node, whole), parameter: whole, touched: undefined };
    });
  }

  /**
   * Returns other updates in place of these, by a rule that treats every element alone and does not move a parameter
   * whose gradient is always zero. For a table that was gathered from, the rule sees the touched rows only: those of the
   * update, of the parameter, and of what it remembers for the parameter.
   */
  mapElements(rule: UpdateRule): Updates {
    return this.#with(parameter => {
      const { update, parameter: whole, touched } = this.#stream(parameter);
      return { update: rule(update, touched?.of(whole) ?? whole), parameter: whole, touched };
    });
  }

  /** Returns the updates of some parameters only. The others do not move, unless they are mapped elsewhere. */
  only(which: (parameter: Parameter) => boolean): Updates {
    return new Updates(this.gradients, this.#mapped, this.#shared, this.parameters.filter(which));
  }

  /** Joins several updates, each with some of these parameters, to one. A parameter that none of them has does not move. */
  joined(parts: readonly Updates[]): Updates {
    const partOf = new Map(parts.flatMap(part => part.parameters.map(parameter => [parameter, part] as const)));
    return this.only(parameter => partOf.has(parameter)).#with(parameter => partOf.get(parameter)!.#stream(parameter));
  }

  /**
   * Returns the same updates for rules that see registers through a view. They have their own step counter, of this
   * name, which is seen through it too.
   */
  through(view: (register: Writable) => Writable, counter: string): Updates {
    const both = (register: Register): Writable => view(this.#shared.view(register));
    return this.#with(
      parameter => {
        const stream = this.#stream(parameter);
        return { ...stream, parameter: view(stream.parameter) };
      },
      { ...this.#shared, step: undefined, counter, view: both },
    );
  }

  /**
   * Makes a state that belongs to no parameter, such as a counter or a power of a decay: a float64 scalar, or a tensor in
   * its own dtype.
   */
  state<S extends Sizes = readonly []>(value: number | Tensor<S>, options: ValueOptions): Writable<S> {
    const dtype = typeof value === 'number' ? 'float64' : value.dtype;
    return this.#shared.view(state(value, { dtype, ...options }) as Register) as Writable<S>;
  }

  /** The number of the current step, from 1: a float64 scalar that all transforms of one optimizer share. */
  get step(): Node<readonly []> {
    if (this.#shared.step === undefined) {
      const steps = this.state(0, { name: this.#shared.counter });
      this.#shared.step = becomes(steps, add(steps, 1));
    }
    return this.#shared.step;
  }

  /**
   * The nodes that replace parameters when the model is evaluated, such as their averages. A transform may enter some.
   */
  get evaluated(): Map<Parameter, Node> {
    return this.#shared.evaluated;
  }

  /**
   * The parameters that stay unchanged in a step whose gradients are not finite. The transform that keeps them unchanged adds
   * them here. If it adds all parameters, a training leaves such steps to it.
   */
  get guarded(): Set<Parameter> {
    return this.#shared.guarded;
  }

  /** The schedules that end. A transform enters those of its hyperparameters. */
  get schedules(): EndingSchedule[] {
    return this.#shared.schedules;
  }

  /**
   * Has a rule fire in each step although no update depends on it: the rule of a register that learns only after its
   * use. A rule that concerns one parameter is left out if that parameter does not move, any other one if none of these
   * parameters moves.
   *
   * @example
   * const lag: Transform = updates =>
   *   updates.mapElements((u, theta) => {
   *     const last = memory('lag.last', theta);
   *     updates.addRule(becomes(last, u), theta);
   *     return last;
   *   });
   */
  addRule(rule: Node, parameter?: Writable): void {
    const concerned = parameter === undefined ? this.parameters : [targetOf(parameter).register as Parameter];
    this.#shared.rules.set(rule, concerned);
  }

  /** The rules that no update depends on, of the parameters that move. */
  get rules(): readonly Node[] {
    const { rules } = this.#shared;
    return [...rules.keys()].filter(rule => rules.get(rule)!.some(one => this.parameters.includes(one)));
  }

  #with(streamOf: (parameter: Parameter) => Stream, shared = this.#shared): Updates {
    const mapped = new Map(this.parameters.map(parameter => [parameter, streamOf(parameter)]));
    return new Updates(this.gradients, mapped, shared, this.parameters);
  }

  #stream(parameter: Parameter): Stream {
    const mapped = this.#mapped.get(parameter);
    if (mapped !== undefined) return mapped;
    // Rules fire in training only. There the gradient of a table may be rows, although it depends on the mode elsewhere.
    const touched = this.gradients.touched(parameter);
    const update = touched?.rows ?? (this.of(parameter) as Node);
    return { update, parameter: this.#shared.view(parameter), touched };
  }
}

/**
 * Returns the updates that a chain of transforms begins with: the gradients of a loss, which must be a scalar.
 *
 * @example
 * const x = parameter(3);
 * read(scale(0.5)(updatesOf(square(x))).of(x)).item() // => 3
 */
export function updatesOf(loss: Node): Updates {
  return new Updates(gradients(loss), new Map(), {
    step: undefined,
    counter: 'step',
    view: register => register as unknown as Writable,
    evaluated: new Map(),
    guarded: new Set(),
    schedules: [],
    rules: new Map(),
  });
}

/**
 * A gradient transform: a function from updates to updates. The first of a chain gets the gradients of the loss, and
 * what the last one returns is subtracted from the parameters, so the identity is descent at rate 1. Chain transforms
 * with RxJS's `pipe`.
 */
export type Transform = (updates: Updates) => Updates;
