/** What a node has: a number, none for want of an input, or none because something below it failed. */
export type Value = number | 'missing' | 'failed';

/** The computation of one number from others. */
export interface Formula {
  readonly of: (...inputs: number[]) => Value;
  /** What each input receives of what arrives: formulas of upstream and the inputs, as nodes. */
  readonly back: (oracle: Oracle, upstream: number, inputs: readonly number[]) => readonly number[];
}

interface Entry {
  readonly kind: 'input' | 'register' | 'constant' | 'formula';
  readonly inputs: readonly number[];
  readonly formula?: Formula;
  /** Of a rule: the register that it is for. */
  readonly register?: number;
  readonly sources: ReadonlySet<number>;
  readonly circuit: number | undefined;
  /** How often values are multiplied below it: kept small, so that all numbers are exact. */
  readonly degree: number;
}

/** A subscriber, as the oracle knows it. */
export interface Listener {
  readonly node: number;
  readonly name: string;
  /** Its node's place in the order of a pass. */
  readonly height: number;
  alive: boolean;
}

/** Part of a task: changes values, and says who must be told of them what. */
type Phase = () => Map<Listener, Value>;

interface Turn {
  readonly circuit: number;
  phases: Phase[];
  pending: Map<Listener, Value>;
  height: number;
}

/** What a frame computes, and whether its passes are steps. */
export interface Plan {
  readonly outputs: readonly number[];
  readonly rules: readonly number[];
  readonly steps: boolean;
}

/**
 * Knows what a circuit must do by computing everything again for every question: no slots, no order of heights, no
 * caches. It runs in lockstep: it is told of every emission as it comes, and complains of those that are wrong, early,
 * twice or amiss.
 */
export class Oracle {
  readonly complaints: string[] = [];
  readonly #entries: Entry[] = [];
  /** Backward passes by root. */
  readonly #backward = new Map<number, Map<number, number>>();
  readonly #present = new Map<number, Value>();
  readonly #listeners = new Set<Listener>();
  readonly #greetings = new Map<Listener, Value>();
  readonly #turns: Turn[] = [];
  readonly #circuits: { parent: number; busy: number; queue: Phase[][] }[] = [];

  get listeners(): readonly Listener[] {
    return [...this.#listeners];
  }

  get idle(): boolean {
    return this.#turns.length === 0;
  }

  source(kind: 'input' | 'register' | 'constant', value: Value): number {
    const id = this.#entries.length;
    const circuit =
      kind === 'constant' ? undefined : this.#circuits.push({ parent: this.#circuits.length, busy: 0, queue: [] }) - 1;
    const sources = new Set(kind === 'constant' ? [] : [id]);
    this.#entries.push({ kind, inputs: [], sources, circuit, degree: kind === 'constant' ? 0 : 1 });
    this.#present.set(id, value);
    return id;
  }

  apply(formula: Formula, inputs: readonly number[], register?: number): number {
    const below = inputs.map(input => this.#entries[input]!);
    const joined = [...below, ...(register === undefined ? [] : [this.#entries[register]!])].flatMap(
      ({ circuit }) => circuit ?? [],
    );
    joined.forEach(circuit => this.#join(joined[0]!, circuit));
    const sources = new Set(below.flatMap(entry => [...entry.sources]));
    const degrees = below.map(entry => entry.degree);
    const degree = formula === MUL ? degrees.reduce((a, b) => a + b) : Math.max(...degrees);
    const rule = register === undefined ? {} : { register };
    this.#entries.push({ kind: 'formula', inputs, formula, sources, circuit: joined[0], degree, ...rule });
    return this.#entries.length - 1;
  }

  degree(node: number): number {
    return this.#entries[node]!.degree;
  }

  /** Everything below a node, itself included. */
  below(node: number): Set<number> {
    const found = new Set([node]);
    for (const one of found) for (const input of this.#entries[one]!.inputs) found.add(input);
    return found;
  }

  /** The derivative of one node by another that it depends on, as a node: who asks again gets the same one. */
  derive(root: number, by: number): number {
    const arrived = this.#backward.get(root) ?? this.#back(root);
    this.#backward.set(root, arrived);
    return arrived.get(by)!;
  }

  /** What arrives at each node below a root: reverse mode, as in the textbook. */
  #back(root: number): Map<number, number> {
    const order: number[] = [];
    const visit = (node: number): void => {
      if (order.includes(node)) return;
      this.#entries[node]!.inputs.forEach(visit);
      order.push(node);
    };
    visit(root);
    const arrived = new Map([[root, this.source('constant', 1)]]);
    for (const node of order.reverse()) {
      const { formula, inputs } = this.#entries[node]!;
      formula?.back(this, arrived.get(node)!, inputs).forEach((term, position) => {
        const input = inputs[position]!;
        const known = arrived.get(input);
        arrived.set(input, known === undefined ? term : this.apply(ADD, [known, term]));
      });
    }
    return arrived;
  }

  /** The value of a node, with other values for some sources. */
  value(node: number, fed: ReadonlyMap<number, number> = new Map(), known: Map<number, Value> = new Map()): Value {
    const { formula, inputs } = this.#entries[node]!;
    if (formula === undefined) return fed.get(node) ?? this.#present.get(node)!;
    const values = inputs.map(input => known.get(input) ?? this.value(input, fed, known));
    const value =
      values.find(one => one === 'failed') ??
      values.find(one => one === 'missing') ??
      formula.of(...(values as number[]));
    known.set(node, value);
    return value;
  }

  completes(node: number): boolean {
    return this.#entries[node]!.sources.size === 0;
  }

  sameCircuit(a: number, b: number): boolean {
    return this.#rootOf(a) === this.#rootOf(b);
  }

  /** Whether two circuits that both have tasks waiting would become one: in which order is not laid down. */
  tangles(nodes: readonly number[]): boolean {
    const roots = new Set(nodes.flatMap(node => this.#rootOf(node) ?? []));
    return [...roots].filter(root => this.#circuits[root]!.queue.length > 0).length > 1;
  }

  join(nodes: readonly number[]): void {
    const circuits = nodes.flatMap(node => this.#entries[node]!.circuit ?? []);
    circuits.forEach(circuit => this.#join(circuits[0]!, circuit));
  }

  /** A subscriber comes: the present value is told to it while `attach` runs, and to nobody else. */
  greet(listener: Listener, attach: () => void): void {
    const value = this.value(listener.node);
    this.#listeners.add(listener);
    if (value !== 'missing') this.#greetings.set(listener, value);
    attach();
    if (this.#greetings.delete(listener)) this.complaints.push(`${listener.name} was not told ${value} when it came`);
  }

  leave(listener: Listener): void {
    listener.alive = false;
    this.#listeners.delete(listener);
    for (const { pending } of this.#turns) pending.delete(listener);
  }

  /** A subscriber was told something. */
  heard(listener: Listener, value: Value): void {
    const expected = this.#greetings.get(listener);
    if (expected !== undefined) {
      this.#greetings.delete(listener);
      this.#compare(listener, value, expected);
    } else {
      const turn = this.#turns.at(-1);
      while (turn?.pending.has(listener) === false && this.#advance(turn));
      if (turn?.pending.has(listener) !== true)
        return void this.complaints.push(`${listener.name} was told ${value} out of turn`);
      this.#compare(listener, value, turn.pending.get(listener)!);
      turn.pending.delete(listener);
      if (listener.height < turn.height) this.complaints.push(`${listener.name} was told after a higher node`);
      turn.height = listener.height;
    }
    if (value === 'failed') this.leave(listener);
  }

  /** New values for some sources of one circuit. */
  write(values: ReadonlyMap<number, number>, act: () => void): void {
    const phase = (): Map<Listener, Value> => {
      for (const [source, value] of values) this.#present.set(source, value);
      return this.#toTell(new Set(values.keys()));
    };
    this.#schedule([...values.keys()][0]!, [phase], act);
  }

  /** A pass of a frame; `act` asks for it, and hands on the outcome when it comes. */
  run(
    plan: Plan,
    fed: ReadonlyMap<number, number>,
    act: (came: (outcome: readonly number[] | Value) => void) => void,
  ): void {
    let expected: readonly Value[] | Value | undefined;
    let next = new Map<number, Value>();
    const compute = (): Map<Listener, Value> => {
      const demanded = [...plan.outputs, ...plan.rules].map(node => this.value(node, fed));
      expected = demanded.find(value => typeof value !== 'number') ?? demanded.slice(0, plan.outputs.length);
      if (!plan.steps) return new Map();
      if (Array.isArray(expected))
        next = new Map(this.#rulesOf(plan).map(rule => [this.#entries[rule]!.register!, this.value(rule, fed)]));
      return this.#relayed(fed);
    };
    const settle = (): Map<Listener, Value> => {
      for (const [register, value] of next) this.#present.set(register, value);
      return this.#toTell(new Set(next.keys()));
    };
    const any = [...plan.outputs, ...plan.rules].find(node => this.#rootOf(node) !== undefined);
    this.#schedule(any, [compute, settle], () =>
      act(outcome => {
        const turn = this.#turns.at(-1)!;
        while (expected === undefined && this.#advance(turn));
        if (turn.phases.length > 0) this.#advance(turn);
        if (JSON.stringify(outcome) !== JSON.stringify(expected))
          this.complaints.push(`an outcome was ${JSON.stringify(outcome)}, not ${JSON.stringify(expected)}`);
      }),
    );
  }

  /** The rules that a plan depends on. */
  #rulesOf({ outputs, rules }: Plan): number[] {
    const all = new Set([...outputs, ...rules].flatMap(node => [...this.below(node)]));
    return [...all].filter(node => this.#entries[node]!.register !== undefined);
  }

  /** A step tells those who have no value of their own. */
  #relayed(fed: ReadonlyMap<number, number>): Map<Listener, Value> {
    const told = new Map<Listener, Value>();
    for (const listener of this.#listeners) {
      const value = this.value(listener.node, fed);
      const depends = [...fed.keys()].some(source => this.#entries[listener.node]!.sources.has(source));
      if (depends && this.value(listener.node) === 'missing' && value !== 'missing') told.set(listener, value);
    }
    return told;
  }

  #toTell(written: ReadonlySet<number>): Map<Listener, Value> {
    const told = new Map<Listener, Value>();
    for (const listener of this.#listeners) {
      const value = this.value(listener.node);
      const depends = [...this.#entries[listener.node]!.sources].some(source => written.has(source));
      if (depends && value !== 'missing') told.set(listener, value);
    }
    return told;
  }

  #schedule(node: number | undefined, phases: Phase[], act: () => void): void {
    // What depends on constants only is a circuit of its own.
    const circuit =
      node === undefined
        ? this.#circuits.push({ parent: this.#circuits.length, busy: 0, queue: [] }) - 1
        : this.#entries[node]!.circuit!;
    const root = this.#circuits[this.#find(circuit)]!;
    if (root.busy > 0) {
      root.queue.push(phases);
      return act();
    }
    root.busy++;
    const turn: Turn = { circuit, phases, pending: new Map(), height: 0 };
    this.#turns.push(turn);
    act();
    while (this.#advance(turn));
    this.#turns.pop();
    this.#circuits[this.#find(circuit)]!.busy--;
  }

  /** Goes on to the next phase, or to the next task in the queue. Everybody must have been told of the one before. */
  #advance(turn: Turn): boolean {
    for (const [{ name }, value] of turn.pending) this.complaints.push(`${name} was not told ${value}`);
    turn.pending = new Map();
    turn.height = 0;
    if (turn.phases.length === 0) {
      const root = this.#circuits[this.#find(turn.circuit)]!;
      if (root.busy > 1 || root.queue.length === 0) return false;
      turn.phases = root.queue.shift()!;
    }
    turn.pending = turn.phases.shift()!();
    return true;
  }

  #compare({ name }: Listener, value: Value, expected: Value): void {
    if (!Object.is(value, expected)) this.complaints.push(`${name} was told ${value}, not ${expected}`);
  }

  #rootOf(node: number): number | undefined {
    const { circuit } = this.#entries[node]!;
    return circuit === undefined ? undefined : this.#find(circuit);
  }

  #find(circuit: number): number {
    const { parent } = this.#circuits[circuit]!;
    return parent === circuit ? circuit : this.#find(parent);
  }

  #join(a: number, b: number): void {
    const [root, other] = [this.#find(a), this.#find(b)];
    if (root === other) return;
    const [into, from] = [this.#circuits[root]!, this.#circuits[other]!];
    into.busy += from.busy;
    into.queue.push(...from.queue.splice(0));
    from.parent = root;
  }
}

const plain = (value: number): number => (Object.is(value, -0) ? 0 : value);

export const ADD: Formula = { of: (a, b) => plain(a! + b!), back: (_, upstream) => [upstream, upstream] };
export const NEG: Formula = { of: a => plain(-a!), back: (oracle, upstream) => [oracle.apply(NEG, [upstream])] };
export const SUB: Formula = {
  of: (a, b) => plain(a! - b!),
  back: (oracle, upstream) => [upstream, oracle.apply(NEG, [upstream])],
};
export const MUL: Formula = {
  of: (a, b) => plain(a! * b!),
  back: (oracle, upstream, [a, b]) => [oracle.apply(MUL, [upstream, b!]), oracle.apply(MUL, [upstream, a!])],
};
/** Fails for values above a limit. */
export const GUARD: Formula = { of: a => (a! > 20 ? 'failed' : a!), back: (_, upstream) => [upstream] };
/** Keeps what goes round in a loop small. */
export const WRAP: Formula = { of: a => plain(a! % 7), back: (_, upstream) => [upstream] };
/** A rule has the value that it carries. */
export const BECOMES: Formula = { of: a => a!, back: (_, upstream) => [upstream] };
