import { batch, epochs, fromColumns, sample, shuffle } from '@thalweg/data';
import {
  add,
  becomes,
  input,
  mean,
  mul,
  parameter,
  read,
  square,
  state,
  type Node,
  type Register,
} from '@thalweg/graph';
import { dense, dropout, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam, clipByGlobalNorm, cosineDecay, momentum, sgd, type Transform } from '@thalweg/optim';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { lastValueFrom, pipe, Subject } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { earlyStopping, evaluate, restore, snapshot, step, train, type Snapshot, type StepRecord } from '../index.ts';
import { classifier, points } from '../testing/models.ts';
import { observe } from '../testing/observe.ts';

const data = points(70);

/** A run with everything that has a state: masks, moments, schedule, order, epochs and validation. */
function aRun(optimizer: Transform, withReplacement = false) {
  const { x, label } = classifier();
  const logits = x.pipe(dense(6, { name: 'first' }), tanh(), dropout(0.3), dense(2, { name: 'last' }));
  const loss = logits.pipe(softmaxCrossEntropy(label));
  const order = withReplacement ? sample({ seed: 2, withReplacement: true }) : shuffle({ seed: 2 });
  const validation = points(20).pipe(batch(10), evaluate({ loss }, { sliceMs: Infinity }));
  const learn = train(loss, optimizer, { sliceMs: Infinity, validation, metrics: { loss } });
  const stop = earlyStopping<StepRecord<Record<never, never>, { loss: number | undefined }>>({
    of: record => record.validation?.loss,
    patience: 2,
  });
  const steps$ = data.pipe(order, batch(16), epochs(6), learn, stop);
  return { learn, stop, steps$ };
}

const optimizers: readonly { name: string; make: () => Transform }[] = [
  {
    name: 'adam, clipped, on a schedule',
    make: () => pipe(clipByGlobalNorm(0.1), adam({ learningRate: cosineDecay(0.05, { steps: 30 }) })),
  },
  { name: 'momentum', make: () => momentum() },
  { name: 'sgd', make: () => sgd() },
];

/** Snapshots as they compare: the elements' bits. */
function bitsOf({ parts }: Snapshot): unknown {
  return Object.entries(parts).map(([name, { tensors, values }]) => [
    name,
    Object.entries(tensors).map(([key, { data, shape }]) => [key, shape, [...new Uint8Array(data.slice().buffer)]]),
    values,
  ]);
}

describe.each(optimizers)('a run with $name', ({ make }) => {
  it.each([false, true])(
    'goes on as if it had never stopped, wherever it stopped (drawn with replacement: %s)',
    async drawn => {
      const whole = aRun(make(), drawn);
      const kept: Snapshot[] = [];
      const all = observe(whole.steps$, () => kept.push(snapshot({ learn: whole.learn, stop: whole.stop })));
      await all.ended;
      expect(all.values.length).toBeGreaterThan(20);
      const places = [...fillUniform(new Float64Array(20), key(3))].map(at => at * all.values.length);
      for (const place of [0, all.values.length - 1, ...places].map(Math.floor)) {
        const part = aRun(make(), drawn);
        restore({ learn: part.learn, stop: part.stop }, kept[place]!);
        const rest = observe(part.steps$);
        await rest.ended;
        expect(rest.values).toEqual(all.values.slice(place + 1));
        expect(rest.completions).toBe(1);
        expect(bitsOf(snapshot({ learn: part.learn, stop: part.stop }))).toEqual(bitsOf(kept.at(-1)!));
      }
    },
  );
});

describe('a snapshot', () => {
  it('is not changed by what the run does later', async () => {
    const { learn, steps$ } = aRun(adam());
    let kept: Snapshot | undefined;
    let bits: unknown;
    await observe(steps$, record => {
      if (record.step !== 3) return;
      kept = snapshot({ learn });
      bits = bitsOf(kept);
    }).ended;
    expect(bitsOf(kept!)).toEqual(bits);
  });

  it('names every register: parameters, moments, powers, counters and the step', () => {
    const { learn } = aRun(adam());
    expect(Object.keys(snapshot({ learn }).parts['learn']!.tensors).sort()).toEqual(
      [
        ...['first/weight', 'first/bias', 'last/weight', 'last/bias'].flatMap(name => [
          name,
          `adam.m(${name})`,
          `adam.v(${name})`,
        ]),
        'adam.beta1ᵗ',
        'adam.beta2ᵗ',
        'dropout1/counter',
        'step',
      ].sort(),
    );
  });

  it('holds a register that is written and never read', () => {
    const x = input('x', ['n']);
    const last = state(0, { name: 'last' });
    const loss = mean(square(mul(parameter(2, { name: 'w' }), x)));
    const learn = train(loss as Node<readonly []>, sgd(), {
      metrics: { seen: becomes(last, mean(x) as typeof last) as Node<readonly []> },
    });
    expect(Object.keys(snapshot({ learn }).parts['learn']!.tensors)).toContain('last');
  });

  it('taken while subscribers are told of a commit has the reading of that step', async () => {
    const { learn, steps$ } = aRun(sgd());
    const weight = (learn.progress.roots.flatMap(root => registersBelow(root)) as Register[])[0]!;
    const early: Snapshot[] = [];
    weight.subscribe(() => early.push(snapshot({ learn })));
    const late: Snapshot[] = [];
    await observe(steps$, () => late.push(snapshot({ learn }))).ended;
    // The first was told before any step.
    const state = ({ parts: { learn: kept } }: Snapshot) => [
      bitsOf({ version: 1, parts: { learn: { ...kept!, values: {} } } }),
      kept!.values['position'],
    ];
    expect(early.slice(1).map(state)).toEqual(late.map(state));
  });

  it('taken inside a step, before its commit, is of the step before', () => {
    const w = parameter(1, { name: 'w' });
    const loss = square(mul(w, input('x', []))) as Node<readonly []>;
    const learn = train(loss, sgd({ learningRate: 0.1 }), { sliceMs: Infinity });
    const [inside, after] = [[] as Snapshot[], [snapshot({ learn })]];
    loss.subscribe(() => inside.push(snapshot({ learn })));
    observe(fromColumns({ x: [1, 2, 3] }).pipe(learn), () => after.push(snapshot({ learn })));
    expect(inside).toHaveLength(3);
    expect(inside.map(bitsOf)).toEqual(after.slice(0, 3).map(bitsOf));
  });

  it('gives equal names numbers', () => {
    const loss = square(add(parameter(1), parameter(2))) as Node<readonly []>;
    const descend = step(loss, sgd());
    expect(Object.keys(snapshot({ descend }).parts['descend']!.tensors)).toEqual([
      'parameter',
      'parameter (2)',
      'step',
    ]);
  });

  it('copies no register, and what it keeps stays as it is', () => {
    const w = parameter([3, 4]);
    const descend = step(mean(square(w)), sgd({ learningRate: 0.5 }));
    descend();
    const [first, second] = [snapshot({ descend }), snapshot({ descend })];
    const [kept, again] = [first, second].map(({ parts }) => Object.values(parts['descend']!.tensors)[0]!);
    expect(kept!.data).toBe(again!.data);
    descend();
    expect(kept!.toArray()).toEqual([1.5, 2]);
    expect(read(w).toArray()).toEqual([0.75, 1]);
  });

  it('of steps by hand goes on too', () => {
    const make = () => {
      const w = parameter(1, { name: 'w' });
      return { w, descend: step(square(w) as Node<readonly []>, momentum({ learningRate: 0.1 })) };
    };
    const whole = make();
    whole.descend();
    const kept = snapshot({ descend: whole.descend });
    whole.descend();
    const part = make();
    restore({ descend: part.descend }, kept);
    expect(part.descend()!.step).toBe(2);
    expect(read(part.w).item()).toBe(read(whole.w).item());
  });

  it('of pushed records says that the position is unknown', () => {
    const { loss } = classifier();
    const learn = train(loss, sgd());
    const record$ = new Subject<unknown>();
    observe(record$.pipe(learn));
    record$.next({ x: [[1, 2, 3]], label: [1] });
    expect(snapshot({ learn }).parts['learn']!.values).toMatchObject({ position: 'unknown: records were pushed' });
  });

  it('has a position with epochs from 0, and a record with epochs from 1', async () => {
    const { learn } = aRun(sgd());
    await observe(data.pipe(batch(16), epochs(2), learn)).ended;
    const { position, last } = snapshot({ learn }).parts['learn']!.values;
    expect([position, last]).toMatchObject([{ epoch: 1 }, { epoch: 2 }]);
  });

  it('of a run that was subscribed again after its end has the position of the second reading', async () => {
    const { learn } = aRun(sgd());
    const twice$ = data.pipe(batch(16), learn);
    const { step: steps } = await lastValueFrom(twice$);
    let first: Snapshot | undefined;
    await observe(twice$, ({ step }) => {
      if (step === steps + 1) first = snapshot({ learn });
    }).ended;
    expect(first!.parts['learn']!.values).toMatchObject({ position: { epoch: 0, index: 1 } });
  });
});

describe('restoring', () => {
  let kept: Snapshot;
  beforeAll(async () => {
    const { learn, steps$ } = aRun(adam());
    await observe(steps$).ended;
    kept = snapshot({ learn });
  });
  const refuses = (message: string, make: () => ReturnType<typeof aRun>['learn'], of = kept): void => {
    const learn = make();
    const before = bitsOf(snapshot({ learn }));
    expect(() => restore({ learn }, of)).toThrow(message);
    expect(bitsOf(snapshot({ learn }))).toEqual(before);
  };
  const changed = (change: (tensors: Record<string, unknown>) => void): Snapshot => {
    const tensors = { ...kept.parts['learn']!.tensors };
    change(tensors);
    return { ...kept, parts: { learn: { ...kept.parts['learn']!, tensors } } };
  };

  it('refuses another model, another optimizer, a wrong shape or dtype, by name, and changes nothing', () => {
    refuses("learn: a state must have a tensor 'momentum.v(first/weight)', got one with", () => aRun(momentum()).learn);
    refuses("got a tensor 'adam.m(", () => aRun(sgd()).learn);
    const { 'first/weight': weight, 'last/bias': bias, step: count } = kept.parts['learn']!.tensors;
    const make = () => aRun(adam()).learn;
    refuses("'last/bias' must be float32 [2], got float32 [3, 6]", make, changed(t => (t['last/bias'] = weight)));
    refuses("'step' must be float64 [], got float32 [2]", make, changed(t => (t['step'] = bias)));
    refuses("a state must have a tensor 'first/weight'", make, changed(t => delete t['first/weight']));
    refuses("a tensor 'other' that it does not use", make, changed(t => (t['other'] = count)));
  }); // prettier-ignore

  it.each<[string, unknown, string]>([
    ['a record that is a text', { last: 'x' }, 'the last record of a state must have a step, an epoch, a loss and metrics, got "x".'],
    ['a record without metrics', { last: { step: 1, epoch: 1, loss: 1 } }, 'the last record of a state must have'],
    ['a metric that is a list', { last: { step: 1, epoch: 1, loss: 1, metrics: { a: [] } } }, 'the last record of a state must have'],
    ['a record of a negative step', { last: { step: -1, epoch: 1, loss: 1, metrics: {} } }, 'the last record of a state must have'],
    ['a position in negative epochs', { position: { epoch: -1, index: 0 } }, 'a state must have a position, got {"epoch":-1,"index":0}.'],
    ['a position that is a text', { position: 'somewhere' }, 'a state must have a position, got "somewhere".'],
    ['a position at half a record', { position: { epoch: 0, index: 0.5 } }, 'a state must have a position, got'],
  ])('refuses %s, and changes nothing', (_, values, message) => {
    const of = kept.parts['learn']!;
    const damaged = { ...kept, parts: { learn: { ...of, values: { ...of.values, ...(values as object) } } } };
    refuses(message, () => aRun(adam()).learn, damaged);
  }); // prettier-ignore

  it.each([-3, 1.5, NaN, 2 ** 53])('refuses the step %d', count => {
    const step = tensor(count, { dtype: 'float64' });
    const message = `learn: the step of a state must be a whole number of at least 0, got ${count}.`;
    refuses(
      message,
      () => aRun(adam()).learn,
      changed(tensors => (tensors['step'] = step)),
    );
  });

  it.each([
    { best: NaN, worse: 0 },
    { best: 1, worse: -1 },
    { best: 1, worse: 0.5 },
    { best: 1, worse: [0] },
  ])('refuses an early stopping with %o', values => {
    const { stop } = aRun(adam());
    const damaged = { version: 1, parts: { stop: { tensors: {}, values } } };
    expect(() => restore({ stop }, damaged)).toThrow('earlyStopping: a state must have best and worse');
  });

  it('refuses other parts and another version', () => {
    const { learn, stop } = aRun(adam());
    expect(() => restore({ learn, stop }, kept)).toThrow('the parts must be those of the snapshot, got learn, stop for learn');
    expect(() => restore({ stop }, kept)).toThrow('got stop for learn');
    expect(() => restore({ learn }, { ...kept, version: 2 })).toThrow('the version must be 1, got 2');
    expect(() => restore({ learn: stop }, kept)).toThrow('a state must have best and worse');
  }); // prettier-ignore

  it('gives some of its parts if asked to, and refuses parts that it has not', () => {
    const { learn, stop } = aRun(adam());
    const both = snapshot({ learn, stop });
    const other = aRun(adam());
    restore({ learn: other.learn }, kept, { partial: true });
    restore({ learn: other.learn }, both, { partial: true });
    expect(bitsOf(snapshot({ learn: other.learn }))).toEqual(bitsOf(snapshot({ learn })));
    expect(() => restore({ learn }, both)).toThrow(
      'the parts must be those of the snapshot, got learn for learn, stop',
    );
    expect(() => restore({ learn, stop }, kept, { partial: true })).toThrow(
      'restore: the snapshot must have the parts, got learn, stop for learn. Name the same parts',
    );
  });

  it('reads the epoch of the last record from the position, as older snapshots counted epochs in records from 0', () => {
    const { values, tensors } = kept.parts['learn']!;
    const last = values['last'] as unknown as StepRecord;
    const older = (epoch: number): Snapshot => ({
      ...kept,
      parts: { learn: { tensors, values: { ...values, last: { ...last, epoch } as never } } },
    });
    for (const epoch of [last.epoch - 1, last.epoch]) {
      const { learn } = aRun(adam());
      restore({ learn }, older(epoch));
      expect(learn.progress.last).toEqual(last);
    }
  });

  it('puts in all parts or none', () => {
    const { learn, stop } = aRun(adam());
    const before = bitsOf(snapshot({ learn, stop }));
    const both = { ...kept, parts: { ...kept.parts, stop: { tensors: {}, values: {} } } };
    expect(() => restore({ learn, stop }, both)).toThrow('best and worse');
    expect(bitsOf(snapshot({ learn, stop }))).toEqual(before);
  });

  it('a run that had ended gives one that ends at once', async () => {
    const { learn, steps$ } = aRun(adam());
    restore({ learn }, kept);
    expect(bitsOf(snapshot({ learn }))).toEqual(bitsOf(kept));
    const rest = observe(steps$);
    await rest.ended;
    expect(rest.values).toEqual([]);
  });

  it('tells subscribers of all registers in one pass', () => {
    const { learn } = aRun(adam());
    const seen: unknown[] = [];
    const [weight] = learn.progress.roots.flatMap(root => registersBelow(root)) as Register[];
    weight!.subscribe(value => seen.push(value.toArray()));
    restore({ learn }, kept);
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(kept.parts['learn']!.tensors[weight!.name]!.toArray());
  });
});

function registersBelow(root: Node): Node[] {
  return root.inputs.length === 0 ? (root.name.endsWith('weight') ? [root] : []) : root.inputs.flatMap(registersBelow);
}
