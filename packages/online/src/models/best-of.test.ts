import { batch, fromIterable } from '@thalweg/data';
import {
  add,
  input,
  matmul,
  maximum,
  mean,
  mul,
  parameter,
  read,
  reshape,
  square,
  sub,
  sum,
  tanh,
  type Node,
} from '@thalweg/graph';
import { adam, sgd } from '@thalweg/optim';
import { predictor, restore, snapshot } from '@thalweg/train';
import { from, lastValueFrom, toArray, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  bestOf,
  gaussianNaiveBayes,
  learn,
  learnRows,
  linearRegression,
  logisticRegression,
  type Model,
  type Outcome,
} from '../index.ts';
import { runningStandardization } from '../layers/running-standardization.ts';

interface Event {
  readonly x: readonly number[];
  readonly y: number;
}

/** Numbers that follow a curve, which turns halfway. */
const events: readonly Event[] = Array.from({ length: 240 }, (_, i) => {
  const x = [Math.sin(i * i), Math.cos(3 * i)];
  return { x, y: (i < 120 ? 1 : -1) * Math.max(x[0]! + x[1]!, 0) };
});

/** A network of two layers, whose first weights depend on the seed. */
function network(
  seed = 1,
  x: Node = input('x', [2]) as Node,
  y = input('y', []) as Node,
): Model<readonly [], readonly []> {
  const weights = Array.from({ length: 2 }, (_, i) =>
    Array.from({ length: 4 }, (_, j) => Math.sin(seed * 7 + i * 4 + j)),
  );
  const hidden = tanh(matmul(reshape(x, [1, 2]), parameter(weights, { name: 'hidden' }) as Node) as Node);
  const prediction = sum(mul(hidden, parameter([[0.1, -0.2, 0.3, 0.1]], { name: 'last' }))) as Node;
  return { prediction, loss: square(sub(prediction, y)) } as unknown as Model<readonly [], readonly []>;
}

const outcomesOf = (learning: ReturnType<typeof learn>, of: readonly Event[] = events): Promise<Outcome[]> =>
  lastValueFrom(from(of).pipe(learning as never, toArray())) as Promise<Outcome[]>;

describe('bestOf', () => {
  it('predicts what the model with the least faded loss predicts, each learning as it does alone', async () => {
    const rates = [3e-4, 3e-3, 3e-2];
    const alone = await Promise.all(
      rates.map(learningRate => outcomesOf(learn(network(), adam({ learningRate })) as never)),
    );
    const faded = [0, 0, 0];
    const expected = events.map((_, i) => {
      const best = faded.indexOf(Math.min(...faded));
      alone.forEach(
        (outcomes, k) => (faded[k] = faded[k]! * 0.5 ** (1 / 20) + outcomes[i]!.loss * (1 - 0.5 ** (1 / 20))),
      );
      return { best, prediction: alone[best]![i]!.prediction, loss: alone[best]![i]!.loss };
    });
    const model = bestOf(() => network(), { halfLife: 20 });
    const seen: number[] = [];
    model.best.subscribe(value => seen.push(value.item()));
    const outcomes = await outcomesOf(learn(model) as never);
    expect(outcomes.map(({ prediction, loss }) => ({ prediction, loss }))).toEqual(
      expected.map(({ best: _, ...told }) => told),
    );
    const changes = expected.map(({ best }) => best).filter((best, i, all) => best !== all[i - 1]);
    expect(new Set(changes).size).toBeGreaterThan(1);
    expect(seen.filter((best, i) => best !== seen[i - 1]).slice(0, changes.length)).toEqual(changes);
    model.losses.forEach((loss, k) => expect(read(loss).item()).toBeCloseTo(faded[k]!, 12));
  });

  it('learns rows as it learns events, in a pass that shares the layers below', async () => {
    const build = (): Model => {
      const x = input('x', [2]);
      const scaled = x.pipe(runningStandardization()) as Node;
      const y = input('y', []) as Node;
      return bestOf(() => network(1, scaled, y)) as Model;
    };
    const single = await outcomesOf(learn(build()) as never);
    const rows = await lastValueFrom(fromIterable(events).pipe(batch(32), learnRows(build()), toArray()));
    expect(rows.flatMap(({ prediction }) => [...prediction.data])).toEqual(single.map(({ prediction }) => prediction));
  });

  it('goes on from a snapshot at any event, with the same bits', async () => {
    const whole = await outcomesOf(learn(bestOf(() => network(), { halfLife: 20 })) as never);
    for (const at of [1, 57, 121]) {
      const [first, second] = [1, 2].map(() => learn(bestOf(() => network(), { halfLife: 20 })));
      await outcomesOf(first as never, events.slice(0, at));
      restore({ learning: second! }, snapshot({ learning: first! }));
      expect(await outcomesOf(second as never, events.slice(at))).toEqual(whole.slice(at));
    }
  });

  it('lets different models compete, also those that learn by rules or carry an optimizer', async () => {
    const x = input('x', [2]);
    const label = input('label', []);
    const model = bestOf([
      logisticRegression(x, label),
      { ...logisticRegression(x, label), optimizer: sgd({ learningRate: 1e-6 }) },
    ]);
    const labelled = events.map(({ x: [a, b] }) => ({ x: [a!, b!], label: +(a! > b!) }));
    await lastValueFrom(from(labelled).pipe(learn(model)));
    expect(read(model.best).item()).toBe(0);
    const [few, many] = model.losses.map(loss => read(loss).item());
    expect(few).toBeLessThan(many!);
    expect(predictor(model.prediction)({ x: [1, -1] })).toBe(predictor(model.models[0]!.prediction)({ x: [1, -1] }));
    const bayes = gaussianNaiveBayes(input('x', [2]), input('kind', [], 'int32'), { classes: 2 });
    expect(() =>
      bestOf([bayes, gaussianNaiveBayes(input('x', [2]), input('kind', [], 'int32'), { classes: 2 })]),
    ).not.toThrow();
  });

  it('leaves out a model that diverged, for good', async () => {
    const y = input('y', []);
    const x = input('x', [2]);
    const wild = { ...linearRegression(x, y), optimizer: sgd({ learningRate: 1e6 }) };
    const model = bestOf([wild, linearRegression(x, y)], { halfLife: 5 });
    const outcomes = await lastValueFrom(
      from(events).pipe(
        learn(model),
        map(({ loss }) => loss),
        toArray(),
      ),
    );
    expect(read(model.losses[0]!).item()).toBe(Infinity);
    expect(read(model.best).item()).toBe(1);
    expect(outcomes.slice(2).every(loss => loss < 100)).toBe(true);
  });

  it('says what does not fit', () => {
    const [x, y] = [input('x', [2]), input('y', [])];
    const shared = network();
    expect(() => bestOf(() => shared)).toThrow(
      'each model must have its own parameters, got hidden in two of them. Build the layers inside',
    );
    expect(() => bestOf([network()])).toThrow(
      'at least two models, or a function that builds one, got 1. Give bestOf([one',
    );
    expect(() => bestOf(network() as never)).toThrow('or a function that builds one, got Object');
    expect(() => bestOf((() => {}) as never)).toThrow(
      'bestOf: a model must have a prediction, got undefined. Give { prediction, loss }.',
    );
    expect(() => bestOf([linearRegression(x, y), undefined as never])).toThrow(
      'a model must have a prediction, got undefined',
    );
    expect(() => bestOf([linearRegression, linearRegression] as never)).toThrow(
      'must have a prediction, got a function',
    );
    const { loss } = network();
    expect(() => bestOf(() => ({ loss, predicton: loss }) as never)).toThrow("Did you mean 'prediction'?");
    const weighted = linearRegression(x, y, { weight: input('w', []) });
    expect(() => bestOf([weighted, linearRegression(x, y)])).toThrow('all models must have one weight, got w and none');
    expect(() => bestOf(() => linearRegression(x, y))).toThrow(
      'models without an optimizer and rules, got one with optimizer',
    );
    expect(() => bestOf([network(), network()])).toThrow('bestOf: a model must carry an optimizer');
    const other = { ...linearRegression(x, input('z', [])), optimizer: adam() };
    expect(() => bestOf([linearRegression(x, y), other])).toThrow('all models must have one target, got y and z');
    expect(() => bestOf(() => network(), { halfLife: 0 })).toThrow('halfLife must be a number of at least 1, got 0');
    expect(() => bestOf(() => network(), { halflife: 3 } as never)).toThrow('halfLife');
    const wide = {
      prediction: maximum(x, 0),
      loss: mean(square(sub(add(x, parameter([0, 0])), y))),
      optimizer: adam(),
    };
    expect(() => bestOf([wide as never, linearRegression(x, y)])).toThrow('all predictions must have one shape');
    expect(() =>
      learn(
        bestOf(() => network()),
        adam(),
      ),
    ).toThrow('must have no optimizer');
  });
});
