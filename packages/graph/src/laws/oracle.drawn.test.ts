import { refute, takenRuns } from '@thalweg/drawn';
import { fc, test } from '@fast-check/vitest';
import type { Tensor } from '@thalweg/tensor';
import { filter, map, mergeMap, scan, Subject, takeUntil, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  add,
  becomes,
  constant,
  feed,
  feedOf,
  gradient,
  input,
  Input,
  mul,
  neg,
  openFrame,
  read,
  state,
  sub,
  type Node,
  type PassResult,
  type Register,
  type Source,
  type TaskFrame,
} from '../index.ts';
import { counting } from '../testing/counting.ts';
import {
  ADD,
  BECOMES,
  GUARD,
  MUL,
  NEG,
  Oracle,
  SUB,
  WRAP,
  type Formula,
  type Listener,
  type Plan,
  type Value,
} from '../testing/oracle.ts';

const kinds = [
  'input',
  'register',
  'constant',
  'formula',
  'gradient',
  'becomes',
  'subscribe',
  'unsubscribe',
  'set',
  'feed',
  'open',
  'step',
  'read',
  'close',
] as const;

/** One thing to do; numbers choose among what there is. */
interface Command {
  readonly kind: (typeof kinds)[number];
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly value: number;
  /** What a new subscriber does when it is told something for the `c`-th time. */
  readonly reaction?: Command | undefined;
}

/** A node and what the oracle calls it. */
interface Pair {
  readonly node: Node;
  readonly id: number;
}

const guard = counting(
  'guard',
  x => tooLarge(x!),
  upstream => [upstream],
);
const wrap = counting(
  'wrap',
  x => x! % 7,
  upstream => [upstream],
);

function tooLarge(x: number): number {
  if (x > 20) throw new Error('too large');
  return x;
}

const formulas: readonly (readonly [formula: Formula, apply: (a: Node, b: Node) => Node])[] = [
  [ADD, (a, b) => add(a, b)],
  [SUB, (a, b) => sub(a, b)],
  [MUL, (a, b) => mul(a, b)],
  [NEG, a => neg(a)],
  [GUARD, a => guard(a)],
];

/** Plays a program on real nodes and tells the oracle all that happens. */
class Player {
  readonly oracle = new Oracle();
  readonly #nodes: Pair[] = [];
  readonly #sources: (Pair & { readonly node: Source })[] = [];
  readonly #registers: (Pair & { readonly node: Register; rule?: Pair })[] = [];
  /** Listeners, and what makes each of them leave: also from within its own `subscribe`. */
  readonly #subscriptions: (readonly [Listener, Subject<void>])[] = [];
  readonly #frames: { readonly frame: TaskFrame; readonly plan: Plan }[] = [];
  readonly #observe: (node: Node) => Observable<Tensor>;
  emissions = 0;

  /** Subscribes to what `observe` makes of a node: the node itself, or a broken double. */
  constructor(observe: (node: Node) => Observable<Tensor> = node => node) {
    this.#observe = observe;
  }

  play(command: Command): void {
    if (this.#nodes.length === 0 && !['input', 'register', 'constant'].includes(command.kind)) return;
    this.#perform[command.kind](command);
  }

  /** What must hold between passes. */
  check(): void {
    expect(this.oracle.complaints).toEqual([]);
    expect(this.oracle.idle).toBe(true);
    for (const { node, id } of this.#registers) expect(read(node).item() + 0, node.name).toBe(this.oracle.value(id));
    for (const { node } of this.#nodes) {
      const live = node.circuit?.live;
      if (live === undefined) continue;
      const looked = [...live.tapped].map(({ wire }) => wire as Node);
      const held = new Set(looked);
      for (const one of held) for (const below of one.inputs) held.add(below);
      if (![...held].some(one => one.circuit === undefined)) expect(live.size, node.name).toBe(held.size);
    }
  }

  readonly #perform: Record<Command['kind'], (command: Command) => void> = {
    input: () => {
      const pair = {
        node: input(`input ${this.#nodes.length}`, [], 'float64'),
        id: this.oracle.source('input', 'missing'),
      };
      this.#sources.push(pair);
      this.#nodes.push(pair);
    },
    register: ({ value }) => {
      const node = state(value, { dtype: 'float64', name: `register ${this.#nodes.length}` }) as Register;
      const pair = { node, id: this.oracle.source('register', value) };
      this.#registers.push(pair);
      this.#sources.push(pair);
      this.#nodes.push(pair);
    },
    constant: ({ value }) =>
      this.#nodes.push({ node: constant(value, { dtype: 'float64' }), id: this.oracle.source('constant', value) }),
    formula: ({ a, b, c }) => {
      const [first, second] = [pick(this.#nodes, a), pick(this.#nodes, b)];
      const tooHigh = this.oracle.degree(first.id) + this.oracle.degree(second.id) > 4;
      const [formula, apply] = formulas[c % formulas.length]!;
      if (this.oracle.tangles([first.id, second.id]) || (formula === MUL && tooHigh)) return;
      const inputs = formula === NEG || formula === GUARD ? [first.id] : [first.id, second.id];
      this.#nodes.push({ node: apply(first.node, second.node), id: this.oracle.apply(formula, inputs) });
    },
    gradient: ({ a, b }) => {
      const root = pick(this.#nodes, a);
      const below = this.oracle.below(root.id);
      const by = pick(
        this.#nodes.filter(({ id }) => below.has(id)),
        b,
      );
      this.#nodes.push({ node: gradient(root.node, by.node), id: this.oracle.derive(root.id, by.id) });
    },
    becomes: ({ a, b }) => {
      const register = this.#registers[a % Math.max(1, this.#registers.length)];
      const next = pick(this.#nodes, b);
      if (register === undefined || register.rule !== undefined || this.oracle.tangles([register.id, next.id])) return;
      const node = becomes(register.node as Register<readonly []>, wrap(next.node) as Node<readonly []>) as Node;
      register.rule = { node, id: this.oracle.apply(BECOMES, [this.oracle.apply(WRAP, [next.id])], register.id) };
      this.#nodes.push(register.rule);
    },
    subscribe: command => this.#subscribe(command),
    unsubscribe: ({ a }) => {
      const found = this.#subscriptions[a % Math.max(1, this.#subscriptions.length)];
      if (found === undefined) return;
      this.oracle.leave(found[0]);
      found[1].next();
    },
    set: ({ a, value }) => {
      const source = this.#sources[a % Math.max(1, this.#sources.length)];
      if (source !== undefined) this.oracle.write(new Map([[source.id, value]]), () => source.node.set(value));
    },
    feed: ({ a, value }) => {
      const first = this.#sources[a % Math.max(1, this.#sources.length)];
      if (first === undefined) return;
      const fed = this.#sources
        .filter(({ id }) => this.oracle.sameCircuit(id, first.id))
        .map((source, index) => [source, value + index] as const);
      this.oracle.write(new Map(fed.map(([{ id }, number]) => [id, number])), () =>
        feed(...fed.map(([{ node }, number]) => [node, number] as const)),
      );
    },
    open: ({ a, b, c }) => {
      const outputs = [pick(this.#nodes, a), pick(this.#nodes, b)];
      const rules = this.#registers.flatMap(({ rule }) => rule ?? []).filter((_, index) => (c >> index) % 2 === 1);
      const all = [...outputs, ...rules];
      if (this.oracle.tangles(all.map(({ id }) => id))) return;
      this.oracle.join(all.map(({ id }) => id));
      const steps = c % 3 > 0;
      const frame = openFrame({
        outputs: outputs.map(({ node }) => node),
        rules: rules.map(({ node }) => node),
        steps,
      });
      this.#frames.push({
        frame,
        plan: { outputs: outputs.map(({ id }) => id), rules: rules.map(({ id }) => id), steps },
      });
    },
    step: ({ a, b, value }) => {
      const opened = this.#frames[a % Math.max(1, this.#frames.length)];
      if (opened === undefined) return;
      const anchor = opened.plan.outputs[0]!;
      const fed = this.#sources.filter(
        ({ node, id }, index) => node instanceof Input && this.oracle.sameCircuit(id, anchor) && (b >> index) % 2 === 1,
      );
      const values = new Map(fed.map(({ id }, index) => [id, value - index]));
      this.oracle.run(opened.plan, values, came =>
        opened.frame.run(
          fed.map(({ node, id }) => feedOf(node, values.get(id)!)),
          outcome => came(resultOf(outcome)),
        ),
      );
    },
    read: ({ a }) => {
      const { node, id } = pick(this.#nodes, a);
      const value = attempt(() => read(node).item());
      if (!Object.is(value, this.oracle.value(id)))
        this.oracle.complaints.push(`${node.name} was read as ${value}, not ${this.oracle.value(id)}`);
    },
    close: ({ a }) => {
      const [closed] = this.#frames.splice(a % Math.max(1, this.#frames.length), this.oracle.idle ? 1 : 0);
      closed?.frame.close();
    },
  };

  #subscribe({ a, c, reaction }: Command): void {
    const { node, id } = pick(this.#nodes, a);
    const { oracle } = this;
    const listener: Listener = {
      node: id,
      name: `${this.#subscriptions.length}: ${node.name}`,
      height: node.height,
      alive: true,
    };
    const left = new Subject<void>();
    this.#subscriptions.push([listener, left]);
    let told = 0;
    oracle.greet(listener, () =>
      this.#observe(node)
        .pipe(takeUntil(left))
        .subscribe({
          next: value => {
            this.emissions++;
            if (!listener.alive) oracle.complaints.push(`${listener.name} was told ${value.item()} after it had left`);
            else oracle.heard(listener, value.item() + 0);
            if (reaction !== undefined && told++ === c % 3) this.play(reaction);
          },
          error: () => oracle.heard(listener, 'failed'),
          complete: () => {
            if (!listener.alive) return; // it left by itself
            if (!oracle.completes(id)) oracle.complaints.push(`${listener.name} completed`);
            oracle.leave(listener);
          },
        }),
    );
    if (listener.alive && oracle.completes(id)) oracle.complaints.push(`${listener.name} did not complete`);
  }
}

function pick<T>(from: readonly T[], at: number): T {
  return from[at % from.length]!;
}

function attempt(act: () => number): Value {
  try {
    return act() + 0;
  } catch (error) {
    return failureIn(error);
  }
}

function failureIn(error: unknown): Value {
  return String(error).includes('must have a value') ? 'missing' : 'failed';
}

function resultOf(outcome: PassResult): readonly number[] | Value {
  return 'error' in outcome ? failureIn(outcome.error) : outcome.outputs.map(value => value.item() + 0);
}

/** Something to begin with: two inputs and two registers, one with a rule. */
const prologue: readonly Command[] = (['input', 'input', 'register', 'register', 'becomes'] as const).map(
  (kind, at) => ({ kind, a: at, b: at, c: at, value: at }),
);

function playAll(program: readonly Command[], player = new Player()): Player {
  const commands = [...prologue, ...program];
  for (const command of commands) {
    player.play(command);
    player.check();
  }
  return player;
}

const weights: Partial<Record<Command['kind'], number>> = {
  formula: 4,
  becomes: 2,
  subscribe: 6,
  set: 6,
  feed: 2,
  open: 2,
  step: 8,
};
const weighted = kinds.flatMap(kind => new Array<Command['kind']>(weights[kind] ?? 1).fill(kind));
const command = (reaction: fc.Arbitrary<Command | undefined>): fc.Arbitrary<Command> =>
  fc.record({
    kind: fc.constantFrom(...weighted),
    a: fc.nat(99),
    b: fc.nat(99),
    c: fc.nat(99),
    value: fc.integer({ min: -3, max: 3 }),
    reaction,
  });
const leaf = command(fc.constant(undefined));
const branch = command(fc.option(leaf, { nil: undefined }));
const program = fc.array(command(fc.option(branch, { nil: undefined })), { minLength: 30, maxLength: 60, size: 'max' });

describe('random circuits against an oracle that computes everything again', () => {
  test.prop([program], { numRuns: takenRuns(300) })(
    'emit what they must, once and in order, and hold the registers they must',
    commands => {
      playAll(commands);
    },
    60_000,
  );

  const samples = fc.sample(program, { numRuns: 50, seed: 1 });

  it('are told a lot in such programs', () => {
    const emissions = samples.map(commands => playAll(commands).emissions);
    expect(emissions.reduce((sum, count) => sum + count)).toBeGreaterThan(500);
  });

  const doubles: Record<string, (node: Node) => Observable<Tensor>> = {
    'emits everything twice': node => node.pipe(mergeMap(value => [value, value])),
    'emits what it had a pass ago': node =>
      node.pipe(
        scan((last: readonly Tensor[], value) => [...last.slice(-1), value], []),
        map(([value]) => value!),
      ),
    'keeps a value to itself': node => node.pipe(filter((_, index) => index !== 1)),
  };

  it.each(Object.entries(doubles))('control: a graph that %s', (_, observe) =>
    refute(() => samples.forEach(commands => playAll(commands, new Player(observe)))),
  );
});
