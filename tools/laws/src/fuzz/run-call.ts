import { fromIterable } from '@thalweg/data';
import { constant, parameter } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { of } from 'rxjs';
import { Chance } from './chance.ts';
import { Draw } from './draw.ts';
import type { Drawn } from './drawn.ts';
import { mayBeNaN, notCalled } from './exceptions.ts';
import type { Callable, Callables, Signature } from './kind.ts';
import { type Outcome, Undrawable } from './outcome.ts';
import type { Producers } from './producers.ts';
import { Use } from './use.ts';
import { World } from './world.ts';

/** Whether arguments have the right type, with wrong values, or any type. */
export type Mode = 'typed' | 'untyped';

/** A call that was made. */
export interface Call {
  readonly index: number;
  /** Such as `optim adam`. */
  readonly callable: string;
  /** As it would be written, with what its result was used for. */
  readonly text: string;
  readonly outcome: Outcome;
  /** The message of the error, if there was one that is not ours. */
  readonly message: string;
}

/** Numbers that may overflow or are none, and values without elements, which have no mean. */
const overflowing = /NaN|Infinity|1e\+39|2147483648|9007199254740992|e-320|2147483647|\(\[\]\)|\[\[\], \[\]\]/;

/** The call to make. */
export interface Asked {
  readonly seed: number;
  readonly mode: Mode;
  readonly index: number;
  /** Called with what uses the result, before the call. */
  readonly watch: (use: Use) => void;
  /** Called with the words of the call, before it. */
  readonly began: (text: string) => void;
}

/** Calls whose mathematics may say NaN. */
const names = new RegExp(`\\b(scalar\\.)?(${Object.keys(mayBeNaN).join('|')})\\(`);

/** Makes the call of an index: it follows from the seed, the mode and the index alone. */
export async function runCall(
  callables: Callables,
  producers: Producers,
  { seed, mode, index, watch, began }: Asked,
): Promise<Call> {
  const chance = new Chance(seed, index);
  const callable = callables.callables[chance.below(callables.callables.length)]!;
  const signature = chance.of(callable.signatures);
  const manners = { wild: mode === 'untyped' ? 0 : chance.of([0, 0.15, 0.5]) };
  const draw = new Draw(callables.kinds, producers, chance, new World(), manners);
  const use = new Use(callables.kinds, producers, draw);
  watch(use);
  let given: Drawn[] | undefined;
  use.call(() => {
    if (mode === 'typed' && callable.name in notCalled) throw new Undrawable(notCalled[callable.name]);
    given = mode === 'typed' ? draw.parameters(signature) : anything(chance, signature);
    began(textOf(callable, given));
    return producers.call(
      callable,
      given.map(({ value }) => value),
    );
  }, signature.returns);
  await use.end();
  const called = given === undefined ? `${callable.name}(a failing ${draw.last})` : textOf(callable, given);
  const text = `${called}${use.texts.join('')}`;
  const name = `${callable.package} ${callable.name}`;
  const outcome = judged(text, use);
  // Where an error comes from is looked up in source maps, which takes longer than the call.
  const message = outcome === 'ok' || outcome === 'ours' ? '' : messageOf(use.error);
  return { index, callable: name, text, outcome, message };
}

function textOf({ name }: Callable, given: readonly Drawn[]): string {
  return `${name}(${given.map(({ text }) => text).join(', ')})`;
}

/** Draws any values, of which there may be too few or too many. */
function anything(chance: Chance, { parameters }: Signature): Drawn[] {
  return Array.from({ length: chance.below(parameters.length + 2) }, () => drawAnything(chance));
}

/** NaN is silent where nothing that was given is NaN, infinite or may overflow, and no mathematics asks for it. */
function judged(text: string, { outcome }: Use): Outcome {
  return outcome === 'nan' && (names.test(text) || overflowing.test(text)) ? 'ok' : outcome;
}

/** The message of an error, and where it comes from. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return error === undefined ? '' : typeof error;
  const frames = (error.stack ?? '').match(/(packages|tools)\/\S+\.ts:\d+/g) ?? [];
  const places = frames.filter(frame => !frame.includes('/fuzz/')).slice(0, 3);
  return [`${error.name}: ${error.message}`, ...places].join(' < ');
}

const values: readonly (readonly [string, () => unknown])[] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['0', () => 0],
  ['-1', () => -1],
  ['2.5', () => 2.5],
  ['NaN', () => NaN],
  ["''", () => ''],
  ["'text'", () => 'text'],
  ['true', () => true],
  ['5n', () => 5n],
  ["Symbol('s')", () => Symbol('s')],
  ['{}', () => ({})],
  ['{ a: 1, shape: 2 }', () => ({ a: 1, shape: 2 })],
  ['Object.create(null)', () => Object.create(null) as object],
  ['[]', () => []],
  ['[1, 2]', () => [1, 2]],
  ["['a', null]", () => ['a', null]],
  ['() => undefined', () => () => undefined],
  ['(x) => x', () => (x: unknown) => x],
  ['class {}', () => class {}],
  ['new Map()', () => new Map()],
  ['new Date(0)', () => new Date(0)],
  ['/a/', () => /a/],
  ['Promise.resolve(1)', () => Promise.resolve(1)],
  ['new Proxy({}, {})', () => new Proxy({}, {})],
  ['new Float32Array(2)', () => new Float32Array(2)],
  ['constant([1, 2])', () => constant([1, 2])],
  ['parameter(1)', () => parameter(1)],
  ['tensor([1, 2])', () => tensor([1, 2])],
  ['of(1)', () => of(1)],
  ['fromIterable([1])', () => fromIterable([1])],
];

/** Draws any value that plain JavaScript can give. */
function drawAnything(chance: Chance): Drawn {
  const [text, make] = chance.of(values);
  return { value: make(), text };
}
