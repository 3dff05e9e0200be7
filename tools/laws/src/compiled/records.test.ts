import { refute } from '@thalweg/drawn';
import { cast, input, mul, parameter, read, square, sub, sum, type Node } from '@thalweg/graph';
import { adam } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { restore, snapshot, step } from '@thalweg/train';
import { describe, expect, it } from 'vitest';
import { expectAgreement } from './twins.ts';
import { counted, type Counted } from './counted.ts';

type Scalar = Node<readonly []>;

/** Up to 64 elements are copied as they are taken; more are taken by the runner. */
const FEW = 6;
const MANY = 75;

/** A line through records of some numbers and a label; of any number of them, a scale that may be set, and counts. */
function line(size: number) {
  const w = parameter(tensor(new Float32Array(size)), { name: 'w' });
  const [x, label] = [input('x', [size]), input('label', [])];
  const scale = input('scale', []);
  const counts = input('counts', ['n']);
  const signs = input('signs', [2], 'int32');
  scale.set(1);
  counts.set([1]);
  const miss = sub(sum(mul(w, x)) as Node, label as Node) as Scalar;
  return {
    w,
    x,
    label,
    scale,
    counts,
    loss: mul(mul(square(miss), scale), mul(sum(counts) as Node, sum(cast(signs, 'float32')) as Node)) as Scalar,
  };
}

type Model = ReturnType<typeof line>;

/** Makes numbers and records. */
function madeOf(size: number) {
  const numbers = (t: number): Float32Array =>
    Float32Array.from({ length: size }, (_, i) => (((t * 5 + i * 3) % 7) / 4 - 0.5) * (FEW / size));
  const record = (t: number) => ({ x: numbers(t), label: (t % 3) - 1, signs: Int32Array.of(1, t % 2) });
  return { size, numbers, record, kept: numbers(3) };
}

type Made = ReturnType<typeof madeOf>;

/** Does what fails. */
function attempt(act: () => unknown): void {
  expect(act).toThrow();
}

/** What is done before a step, and what the step is given. */
interface Turn {
  readonly before?: (model: Model, learn: ReturnType<typeof step>) => void;
  readonly given?: (t: number) => Readonly<Record<string, unknown>>;
  /** What it fails with. */
  readonly error?: string;
}

/** Each comes between steps that are like those before. */
const turnsOf = ({ numbers, record, kept }: Made): Readonly<Record<string, Turn>> => ({
  'a parameter is set': { before: ({ w }) => w.set(numbers(8)) },
  'an input that no record has is set': { before: ({ scale }) => scale.set(0.25) },
  'an input that no record has is set to other sizes': { before: ({ counts }) => counts.set([1, 2, 0]) },
  'an input is set that each record has': { before: ({ x }) => x.set(numbers(9)) },
  'a field is left to what was set': { before: ({ x }) => x.set(numbers(7)), given: () => ({ label: 1, signs: [1, 1] }) },
  'a field comes that others lack': { given: t => ({ ...record(t), scale: 3 }) },
  'a field has another length': { given: t => ({ ...record(t), counts: Float32Array.of(1, 0, 1, 1) }) },
  'fields stand in another order': { given: t => ({ signs: Int32Array.of(2, 0), label: 2, x: numbers(t) }) },
  'a tensor is given': { given: t => ({ ...record(t), x: tensor(numbers(t)), label: tensor(2) }) },
  'numbers are given in a plain array': { given: t => ({ ...record(t), x: [...numbers(t)] }) },
  'numbers are given with twice the digits': { given: t => ({ ...record(t), x: Float64Array.from(numbers(t)) }) },
  'an array is used again': { given: t => (kept.set(numbers(t)), { ...record(t), x: kept }) },
  'a record with another field that does not fit comes before': { before: (_, learn) => void attempt(() => learn({ ...record(4), x: kept, label: NaN })), given: t => (kept.set(numbers(t)), { ...record(t), x: kept }) },
  'a value is not finite': { given: t => ({ ...record(t), x: numbers(t).fill(NaN, 4) }), error: "the field 'x' must be finite" },
  'a number is not finite': { given: t => ({ ...record(t), label: Infinity }), error: "the field 'label' must be finite" },
  'an integer is a fraction': { given: t => ({ ...record(t), signs: [1, 0.5] }), error: 'whole numbers' },
  'floats are given for integers': { given: t => ({ ...record(t), signs: Float32Array.of(1, 0.5) }), error: '' },
  'an array is too short': { given: t => ({ ...record(t), x: numbers(t).subarray(1) }), error: '' },
  'a field is missing': { given: t => ({ x: numbers(t), label: 1 }), error: "must have a field 'signs'" },
  'somebody looks at what is fed, and leaves': { before: ({ x }, learn) => {
    const subscription = x.subscribe(() => {});
    learn(record(5));
    subscription.unsubscribe();
  } },
  'the state is kept and put back': { before: (_, learn) => {
    const state = snapshot({ learn });
    learn(record(6));
    restore({ learn }, state);
  } },
}); // prettier-ignore

/** All that is told, thrown and moved while a turn comes between others, and comes again. */
function course({ size, record }: Made, { before, given = record }: Turn, runner: Counted['runner'] | undefined): { readonly values: Tensor[]; readonly errors: string[] } {
  const model = line(size);
  const learn = step(model.loss, adam({ learningRate: 0.1 }), runner === undefined ? {} : { runner });
  const [values, errors]: [Tensor[], string[]] = [[], []];
  const take = (one: Readonly<Record<string, unknown>>): void => {
    try {
      values.push(tensor([learn(one)!.loss]));
    } catch (error) {
      errors.push(String(error));
    }
    values.push(read(model.w));
  };
  for (let t = 0; t < 12; t++) {
    const between = t === 5 || t === 6 || t === 10;
    if (between) before?.(model, learn);
    take(between ? given(t) : record(t));
  }
  return { values, errors };
} // prettier-ignore

describe.each([FEW, MANY])('records of %i numbers, one by one,', size => {
  const made = madeOf(size);
  const turns = turnsOf(made);

  it.each(Object.entries(turns))('go the way of the interpreter where %s', (_, turn) => {
    const watched = counted();
    const [compiled, plain] = [course(made, turn, watched.runner), course(made, turn, undefined)];
    expectAgreement(compiled.values, plain.values, 64);
    expect(compiled.errors).toEqual(plain.errors);
    expect(compiled.errors).toHaveLength(turn.error === undefined ? 0 : 3);
    for (const error of compiled.errors) expect(error).toContain(turn.error);
    expect(watched.compiled).toBeGreaterThan(8);
  });

  it('control: a set that is not seen would be', () => {
    const turn = turns['a parameter is set']!;
    const [compiled, plain] = [course(made, turn, counted().runner), course(made, {}, undefined)];
    refute(() => expectAgreement(compiled.values, plain.values, 64));
  });
});
