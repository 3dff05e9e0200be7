import { gradient, Node, openFrame, parametersOf, read, sum } from '@thalweg/graph';
import { Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { Observable, type Subscription, take } from 'rxjs';
import type { Draw } from './draw.ts';
import { isProtocol } from './exceptions.ts';
import type { Kind, KindId, ObjectKind, Signature } from './kind.ts';
import { type Outcome, outcomeOf, worse } from './outcome.ts';
import type { Producers } from './producers.ts';

/** Results of results beyond this depth are not used. */
const DEPTH = 4;

/** Items that are taken of a stream. */
const ITEMS = 6;

/** Uses what a call returns, so that errors come out that wait for a value or for a subscriber. */
export class Use {
  outcome: Outcome = 'ok';
  /** The error behind the outcome, if it is one. */
  error: unknown = undefined;
  /** What was drawn besides the arguments of the call. */
  readonly texts: string[] = [];
  readonly #kinds: readonly Kind[];
  readonly #producers: Producers;
  readonly #draw: Draw;
  readonly #subscriptions: Subscription[] = [];
  readonly #pending: Promise<unknown>[] = [];

  constructor(kinds: readonly Kind[], producers: Producers, draw: Draw) {
    this.#kinds = kinds;
    this.#producers = producers;
    this.#draw = draw;
  }

  /** Calls, and uses the result. */
  call(call: () => unknown, returns: KindId, depth = 0): void {
    let value: unknown;
    try {
      value = call();
      this.#use(value, this.#kinds[returns]!, depth);
    } catch (error) {
      this.failed(error);
    }
  }

  failed(error: unknown, outcome: Outcome = outcomeOf(error)): void {
    const worst = worse(outcome, this.outcome);
    if (worst !== this.outcome) this.error = error;
    this.outcome = worst;
  }

  /** Gives what runs later a few turns, and ends it. */
  async end(): Promise<void> {
    if (this.#subscriptions.length + this.#pending.length === 0) return;
    for (let turn = 0; turn < 3; turn++) await new Promise(resolve => setImmediate(resolve));
    for (const subscription of this.#subscriptions)
      try {
        subscription.unsubscribe();
      } catch (error) {
        this.failed(error);
      }
    await new Promise(resolve => setImmediate(resolve));
  }

  #use(value: unknown, kind: Kind, depth: number): void {
    // A promise is awaited at any depth: its rejection would be one that nobody sees.
    if (depth > DEPTH && !(value instanceof Promise)) return;
    if (value instanceof Node) this.#node(value as Node);
    else if (value instanceof Observable) this.#subscribe(value);
    else if (value instanceof Promise) this.#await(value, depth);
    else if (value instanceof Tensor) this.#check(value.data);
    else if (typeof value === 'function') this.#function(value as (...given: unknown[]) => unknown, kind, depth);
    else this.#other(value, kind, depth);
  }

  #check(value: unknown): void {
    if (hasNaN(value)) this.failed(value, 'nan');
  }

  #node(node: Node): void {
    const { world, chance } = this.#draw;
    world.fill();
    this.#check(read(node).data);
    for (const parameter of parametersOf(node)) this.#check(read(gradient(sum(node), parameter)).data);
    if (chance.is(0.1)) this.#compiled(node);
  }

  #compiled(node: Node): void {
    const frame = openFrame({ outputs: [node], runner: wasm() });
    frame.run([], result => {
      if ('error' in result) this.failed(result.error);
    });
    frame.close();
  }

  #subscribe(source: Observable<unknown>): void {
    const items = new Observable(subscriber => source.subscribe(subscriber)).pipe(take(ITEMS));
    const subscription = items.subscribe({
      next: item => this.#check(item),
      error: (error: unknown) => this.failed(error),
    });
    this.#subscriptions.push(subscription);
  }

  #await(promise: Promise<unknown>, depth: number): void {
    const any: Kind = { of: 'any' };
    this.#pending.push(
      promise.then(
        value => this.#use(value, any, depth + 1),
        (error: unknown) => this.failed(error),
      ),
    );
  }

  #function(call: (...given: unknown[]) => unknown, kind: Kind, depth: number): void {
    if (kind.of !== 'function' && kind.of !== 'object') return;
    if (this.#consume(call, kind.name, depth)) return;
    const signature = kind.signatures.at(-1);
    if (signature !== undefined) this.#apply(call, signature, depth);
    if (kind.of === 'object') this.#methods(call, kind, depth);
  }

  #apply(call: (...given: unknown[]) => unknown, signature: Signature, depth: number): void {
    const drawn = this.#draw.parameters(signature);
    this.texts.push(`(${drawn.map(one => one.text).join(', ')})`);
    this.call(() => call(...drawn.map(one => one.value)), signature.returns, depth + 1);
  }

  #other(value: unknown, kind: Kind, depth: number): void {
    this.#check(value);
    if (kind.of === 'union') {
      // A union of results: what can be told apart is used as what it is.
      for (const one of kind.kinds) this.#other(value, this.#kinds[one]!, depth + 1);
      return;
    }
    if (typeof value !== 'object' || value === null || kind.of !== 'object') return;
    // One of several typed arrays is not the others.
    if (kind.name.endsWith('Array') && value.constructor.name !== kind.name) return;
    if (!this.#consume(value, kind.name, depth) && !isProtocol(kind)) this.#methods(value, kind, depth);
  }

  /** Calls the methods of an object, and uses its nodes and streams. */
  #methods(value: object, kind: ObjectKind, depth: number): void {
    for (const { name, kind: id } of kind.fields) {
      const member = (value as Record<string, unknown>)[name];
      const of = this.#kinds[id]!;
      if (typeof member !== 'function') this.#use(member, of, depth + 1);
      else if (of.of === 'function') {
        this.texts.push(`.${name}`);
        this.#apply(member.bind(value) as () => unknown, of.signatures.at(-1)!, depth);
      }
    }
  }

  /** Gives a thing to an export that takes such a thing, and uses what comes of it; false if there is none. */
  #consume(value: unknown, name: string, depth: number): boolean {
    const consumers = this.#producers.consumersOf(name);
    if (consumers.length === 0 || depth === DEPTH) return false;
    const { callable, signature, at } = this.#draw.chance.of(consumers);
    const drawn = this.#draw.parameters(signature);
    const given = signature.parameters.map((_, i) => (i === at ? value : drawn[i]?.value));
    const texts = signature.parameters.map((_, i) => (i === at ? '·' : (drawn[i]?.text ?? 'undefined')));
    this.texts.push(` → ${callable.name}(${texts.join(', ')})`);
    this.call(() => this.#producers.call(callable, given), signature.returns, depth + 1);
    return true;
  }
}

const NESTING = 4;

/**
 * Returns true if a value contains NaN: in its fields, elements, or in theirs. Among the tensors of a state, a single float64 may
 * be NaN: so is saved a hyperparameter before its first step.
 */
function hasNaN(value: unknown, depth: number = NESTING): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  if (typeof value !== 'object' || value === null || depth === 0) return false;
  if (value instanceof Tensor) return !isFirstRate(value as Tensor, depth) && hasNaN(value.data, depth);
  if (ArrayBuffer.isView(value)) return 'length' in value && Array.prototype.some.call(value, Number.isNaN);
  return Object.values(value).some(part => hasNaN(part, depth - 1));
}

function isFirstRate({ shape, dtype }: Tensor, depth: number): boolean {
  return depth < NESTING && shape.length === 0 && dtype === 'float64';
}
