import { takenRows } from '@thalweg/drawn';
import { dropout } from '@thalweg/nn';
import { add, input, log, mul, parameter, read, square, sum, type Node } from '@thalweg/graph'; // prettier-ignore
import { learn, learnRows, logisticRegression } from '@thalweg/online';
import { adam, momentum, sgd, skipNonFinite, type Transform } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { snapshot, step, train, trainRows, type BatchRecord, type Skipped, type WhenNotFinite } from '@thalweg/train';
import { from, lastValueFrom, map, of, pipe, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { counted } from './counted.ts';

type Scalar = Node<readonly []>;

/** The loss is the mean of log(x·w + b): finite while all of its logarithms are of numbers above 0. Scalars are fused. */
const models: Readonly<Record<string, () => Scalar>> = {
  'a scalar bias, whose update is in the group of the loss': () => {
    const w = parameter(tensor(Float32Array.of(1, 2, 3)), { name: 'w' });
    const b = parameter(1, { name: 'b' });
    return square(log(add(sum(mul(w, input('x', [3]))), b))) as Node as Scalar;
  },
  'scalars in double precision': () => {
    const [w, b] = ['w', 'b'].map(name => parameter(1, { name, dtype: 'float64' }) as Node);
    return square(log(add(mul(w!, sum(input('x', [3], 'float64'))), b!))) as Node as Scalar;
  },
  'a large register, whose update is ready before the loss': () => {
    const w = parameter(tensor(Float32Array.from({ length: 300 }, (_, i) => i / 300)), { name: 'w' });
    // The gradient depends on x alone, and the loss comes after a chain of formulas.
    const x = sum(input('x', [3])) as Node;
    const slow = Array.from({ length: 4 }).reduce<Node>(value => add(value, 0), sum(mul(x, w)) as Node);
    return add(slow, mul(0, log(x))) as Node as Scalar;
  },
  'a random mask, whose counter is a state': () => {
    const w = parameter(tensor(Float32Array.of(1, 2, 3)), { name: 'w' });
    const masked = dropout(0.2, { seed: 3 })(mul(w, input('x', [3])) as never) as Node;
    return square(log(add(1, sum(masked)))) as Node as Scalar;
  },
};

const optimizers: Readonly<Record<string, () => Transform>> = {
  sgd: () => sgd({ learningRate: 0.01 }),
  momentum: () => momentum({ learningRate: 0.01 }),
  adam: () => adam({ learningRate: 0.01 }),
};

const fine = [1, 2, 0.5];
const spoilt = [-100, -100, -100];
const registersAfter = (learn: Parameters<typeof snapshot>[0][string]): unknown =>
  Object.entries(snapshot({ learn }).parts['learn']!.tensors).map(([name, one]) => [name, one.toJSON()]);

const cases = Object.entries(models).flatMap(([model, make]) =>
  Object.entries(optimizers).map(([name, optimizer]) => ({ model, name, make, optimizer })),
);

describe('a compiled step whose loss is not finite', () => {
  it.each(takenRows('steps that are not finite', cases, ({ model }) => model))(
    'moves nothing, and those around it are compiled: $model, $name',
    ({ make, optimizer }) => {
      const watched = counted();
      const learn = step(make(), optimizer(), { runner: watched.runner });
      for (let t = 0; t < 4; t++) learn({ x: fine });
      const before = registersAfter(learn);
      for (let t = 0; t < 2; t++) {
        expect(() => learn({ x: spoilt })).toThrow('step: the loss must be finite');
        expect(registersAfter(learn)).toEqual(before);
      }
      const { compiled } = watched;
      for (let t = 0; t < 3; t++) learn({ x: fine });
      expect(watched.compiled).toBe(compiled + 3);
      expect(registersAfter(learn)).not.toEqual(before);
    },
  );

  it.each(takenRows('blocks with rows that are not finite', cases, ({ model }) => model))(
    'is left out of a block with the bits of a block without it: $model, $name',
    async ({ make, optimizer }) => {
      const blockOf = (rows: readonly (readonly number[])[]): object => ({ x: rows });
      const run = async (blocks: readonly object[], whenNotFinite: WhenNotFinite) => {
        const watched = counted();
        const learn = trainRows(make(), optimizer(), { runner: watched.runner, whenNotFinite });
        let skipped: Skipped | undefined;
        learn.skipped.subscribe(now => (skipped = now));
        const told: BatchRecord[] = await lastValueFrom(from(blocks).pipe(learn, toArray()));
        return { told, skipped: skipped!, registers: registersAfter(learn), watched };
      };
      const rows = Array.from({ length: 12 }, (_, i) => [1 + (i % 3), 2 - (i % 2), i / 8]);
      const bad = (at: readonly number[]) => (from: number, to: number) =>
        rows.slice(from, to).flatMap((row, i) => (at.includes(from + i) ? [spoilt, row] : [row]));
      for (const at of [[0], [3], [5, 6], [0, 1, 2, 11]]) {
        const spoil = bad(at);
        const found = await run([blockOf(spoil(0, 4)), blockOf([spoilt, spoilt]), blockOf(spoil(4, 12))], 'skip');
        const wanted = await run([blockOf(rows.slice(0, 4)), blockOf(rows.slice(4, 12))], 'error');
        expect(found.skipped.notFinite).toBe(at.length + 2);
        expect(found.told.map(({ step, losses }) => [step, [...losses]])).toEqual(wanted.told.map(({ step, losses }) => [step, [...losses]])); // prettier-ignore
        expect(found.registers).toEqual(wanted.registers);
        expect(wanted.watched).toMatchObject({ compiled: 12, interpreted: 0 });
      }
    },
  );

  it('ends a block after the rows before it, with their bits', () => {
    for (const { make, optimizer } of cases) {
      const learn = trainRows(make(), optimizer(), { runner: counted().runner });
      const errors: unknown[] = [];
      of({ x: [fine, fine, spoilt, fine] }).pipe(learn).subscribe({ error: error => errors.push(error) });
      const wanted = trainRows(make(), optimizer(), { runner: counted().runner });
      of({ x: [fine, fine] }).pipe(wanted).subscribe();
      expect(String(errors[0])).toContain('in step 3');
      expect(registersAfter(learn)).toEqual(registersAfter(wanted));
    }
  }); // prettier-ignore

  it('where a parameter is the loss moves nothing either', () => {
    const p = parameter(Infinity, { name: 'p' });
    const learn = step(p as Node as Scalar, sgd(), { runner: counted().runner });
    for (let t = 0; t < 2; t++) expect(() => learn()).toThrow('got Infinity in step 1');
    expect(read(p as Node).item()).toBe(Infinity);
  });

  it("with 'continue' has the bits of a step without a check", () => {
    const watched = counted();
    const learn = step(models['scalars in double precision']!(), sgd(), { runner: watched.runner, whenNotFinite: 'continue' }); // prettier-ignore
    expect(learn({ x: fine })!.loss).toBeGreaterThan(0);
    expect(learn({ x: spoilt })!.loss).toBeNaN();
    expect(watched.interpreted).toBe(0);
  });

  it('is left to skipNonFinite in the optimizer', () => {
    const watched = counted();
    const make = models['a scalar bias, whose update is in the group of the loss']!;
    const learn = step(make(), pipe(skipNonFinite(), sgd()), { runner: watched.runner });
    learn({ x: fine });
    expect(learn({ x: spoilt })!.loss).toBeNaN();
    expect(snapshot({ learn }).parts['learn']!.tensors['skipNonFinite.skipped']!.item()).toBe(1);
    expect(watched.interpreted).toBe(0);
  });
});

describe('compiled learning of events', () => {
  const model = () => {
    const [x, label] = [input('x', [3], 'float64'), input('label', [], 'float64')];
    const { prediction, loss } = logisticRegression(x, label);
    // Spoilt by a third input, as a bug in a model might.
    return { prediction, target: label, loss: add(loss, log(input('scale', [], 'float64'))) as Scalar };
  };
  const event = (i: number, scale = 1) => ({ x: Float64Array.of(Math.sin(i), Math.cos(i), 1), label: i % 2, scale });
  const events = Array.from({ length: 30 }, (_, i) => event(i, i % 7 === 3 ? -1 : 1));
  const good = events.filter(({ scale }) => scale === 1);
  const columns = (list: typeof events) => ({ x: tensor(list.map(({ x }) => [...x]), { dtype: 'float64' }), label: list.map(({ label }) => label), scale: list.map(({ scale }) => scale) }); // prettier-ignore

  it('skips events whose loss is not finite, one by one and in blocks, with the bits of the others', async () => {
    const one = learn(model(), adam(), { runner: counted().runner, whenNotFinite: 'skip' });
    const wanted = learn(model(), adam(), { runner: counted().runner });
    const block = learnRows(model(), adam(), { runner: counted().runner, whenNotFinite: 'skip' });
    const [found, expected] = [
      await lastValueFrom(from(events).pipe(one, toArray())),
      await lastValueFrom(from(good).pipe(wanted, toArray())),
    ];
    expect(found).toEqual(expected);
    const blocks$ = of(columns(events.slice(0, 10)), columns(events.slice(10))).pipe(block);
    const rows = await lastValueFrom(blocks$.pipe(map(({ prediction }) => [...prediction.data]), toArray())); // prettier-ignore
    expect(rows.flat()).toEqual(expected.map(({ prediction }) => prediction));
    expect(registersAfter(one)).toEqual(registersAfter(wanted));
    expect(registersAfter(block)).toEqual(registersAfter(wanted));
  });

  it('skips records that do not fit between compiled steps', async () => {
    const watched = counted();
    const learning = train(model().loss, adam(), { runner: watched.runner, onBadRecord: 'skip' });
    const some$ = from([event(0), { ...event(1), x: [1] }, { ...event(1), label: NaN }, event(2)]);
    const told = await lastValueFrom(some$.pipe(learning, toArray()));
    expect(told.map(({ step }) => step)).toEqual([1, 2]);
    expect(watched).toMatchObject({ compiled: 2, interpreted: 0 });
  });
});
