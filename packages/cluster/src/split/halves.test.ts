import { fromIterable, map as mapData, type Dataset } from '@thalweg/data';
import { cast, input, mean, mul, parameter, square, sub, type Input, type Node } from '@thalweg/graph';
import { fromLog, memoryLog, toLog, topic, type Log, tensorsCodec } from '@thalweg/log';
import { dense, dropout } from '@thalweg/nn';
import { sgd } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { predict, restore, snapshot, type Savable } from '@thalweg/train';
import { finalize, from, lastValueFrom, map, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { bitsOf, features, labels, newBack, newFront, RECORDS, scriptedEdge } from '../testing/halves.ts';
import { backHalf } from './back-half.ts';
import { frontHalf } from './front-half.ts';
import { logEdge } from './log-edge.ts';

const optimizer = sgd({ learningRate: 0.1 });

/** The error that a stream ends with, as text. */
const errorOf = (steps$: Observable<unknown>): Promise<string> =>
  lastValueFrom(steps$, { defaultValue: undefined }).then(
    () => 'no error',
    (error: unknown) => String(error),
  );

/** The cut is w·x, the loss the mean of (v·hidden − y)². */
function line() {
  const x = input('x', ['batch']);
  const hidden = input('hidden', ['batch']);
  const y = input('y', ['batch']);
  const [w, v] = [parameter(1, { name: 'w' }), parameter(2, { name: 'v' })];
  const loss = mean(square(sub(mul(hidden, v), y)));
  return { cut: mul(x, w) as Node, hidden: hidden as Input, loss };
}

const xs = (...values: number[]) => fromIterable(values.map(value => ({ x: tensor([value]), id: value })));
const ys = (...values: number[]) => fromIterable(values.map(value => ({ y: tensor([value]), id: value })));

describe('frontHalf', () => {
  it('steps by the gradient that comes back, and reports the loss that comes with it', async () => {
    const edge = scriptedEdge();
    const steps = lastValueFrom(xs(3).pipe(frontHalf(line().cut, optimizer, { edge }), toArray()));
    await expect.poll(() => edge.sent.length).toBe(1);
    expect(edge.sent[0]!.tensors['cut']!.toArray()).toEqual([3]);
    edge.answer({ step: 1, tensors: { cut: tensor([0.5]) }, loss: 7 });
    expect(await steps).toEqual([{ step: 1, epoch: 1, loss: 7, metrics: {}, staleness: 0 }]);
    expect(edge.hasEnded()).toBe(true);
  });

  it('sends as many records ahead as its depth says, and no more', async () => {
    const edge = scriptedEdge();
    const running = xs(1, 2, 3, 4, 5)
      .pipe(frontHalf(line().cut, optimizer, { edge, depth: 3 }))
      .subscribe();
    await expect.poll(() => edge.sent.length).toBe(3);
    edge.answer({ step: 1, tensors: { cut: tensor([1]) }, loss: 0 });
    await expect.poll(() => edge.sent.length).toBe(4);
    // The parameter moved from 1 to 1 − 0.1·1·1 before the fourth forward pass.
    expect(edge.sent.map(({ tensors }) => tensors['cut']!.item())).toEqual([1, 2, 3, expect.closeTo(3.6, 5)]);
    running.unsubscribe();
  });

  it.each([
    ['another shape', { cut: tensor([1, 2]) }, "the gradient of 'cut' must be float32 [1], got float32 [2]"],
    ['another dtype', { cut: tensor([1], { dtype: 'float64' }) }, 'must be float32 [1], got float64 [1]'],
    ['another name', { hidden: tensor([1]) }, "the gradient of 'cut' must be float32 [1], got none"],
  ])('fails on a gradient of %s', async (_, tensors, message) => {
    const edge = scriptedEdge();
    const error = errorOf(xs(3).pipe(frontHalf(line().cut, optimizer, { edge })));
    await expect.poll(() => edge.sent.length).toBe(1);
    edge.answer({ step: 1, tensors, loss: 0 });
    expect(await error).toMatch(message);
  });

  it('fails on a message out of step, and when the back half ends first', async () => {
    const [one, two] = [scriptedEdge(), scriptedEdge()];
    const errors = [one, two].map(edge => errorOf(xs(3).pipe(frontHalf(line().cut, optimizer, { edge }))));
    await expect.poll(() => two.sent.length).toBe(1);
    one.answer({ step: 2, tensors: { cut: tensor([1]) } });
    two.messages.complete();
    expect(await errors[0]).toMatch('frontHalf: the next message must be of step 1, got one of step 2');
    expect(await errors[1]).toMatch('must have equally many records, got a back half that ended after 0 of them');
  });

  it('fails on a cut that is not finite, before it is sent', async () => {
    const edge = scriptedEdge();
    const huge = fromIterable([{ x: tensor([3e38]) }]);
    const cut = mul(line().cut, 10) as Node;
    expect(await errorOf(huge.pipe(frontHalf(cut, optimizer, { edge })))).toMatch(
      "the cut must be finite ('cut'), got Infinity",
    );
    expect(edge.sent).toEqual([]);
  });

  it('refuses what cannot be', async () => {
    const edge = scriptedEdge();
    const { cut } = line();
    expect(() => frontHalf(cut, optimizer, { edge, depth: 0 })).toThrow(
      'depth must be a whole number of at least 1, got 0',
    );
    expect(() => frontHalf(cut, optimizer, {} as never)).toThrow(
      'the edge must be one that logEdge or portEdge returns',
    );
    expect(() => frontHalf(cut, optimizer, { edge, dept: 2 } as never)).toThrow('depth');
    expect(() => frontHalf({}, optimizer, { edge })).toThrow('the cut must be a node or several by name');
    expect(() => frontHalf(cast(cut, 'int32') as Node, optimizer, { edge })).toThrow(
      "'cut' must be float32 or float64",
    );
    expect(() => frontHalf(input('x', ['batch']) as Node, optimizer, { edge })).toThrow('depend on a parameter');
    expect(await errorOf(from([{ x: tensor([1]) }]).pipe(frontHalf(cut, optimizer, { edge })))).toMatch(
      'must be pulled',
    );
    const front = frontHalf(cut, optimizer, { edge });
    const running = xs(1).pipe(front).subscribe();
    expect(await errorOf(xs(1).pipe(front))).toMatch('a half may have one subscription at a time');
    running.unsubscribe();
  });
});

describe('backHalf', () => {
  it('answers with the gradients of the step that it takes', async () => {
    const edge = scriptedEdge();
    const { hidden, loss } = line();
    const steps = lastValueFrom(ys(1).pipe(backHalf(hidden, loss, optimizer, { edge }), toArray()));
    edge.answer({ step: 1, tensors: { cut: tensor([3]) } });
    // (2·3 − 1)², and 2·(2·3 − 1)·2
    expect(await steps).toEqual([{ step: 1, epoch: 1, loss: 25, metrics: {} }]);
    expect(edge.sent).toEqual([{ step: 1, loss: 25, tensors: { cut: expect.anything() } }]);
    expect(edge.sent[0]!.tensors['cut']!.toArray()).toEqual([20]);
    expect(edge.hasEnded()).toBe(true);
  });

  it.each([
    [
      'values of another name',
      { step: 1, tensors: { other: tensor([1]) } },
      'the values must be those of cut, got other',
    ],
    ['values of another shape', { step: 1, tensors: { cut: tensor([[1]]) } }, 'hidden'],
    ['a message out of step', { step: 3, tensors: {} }, 'the next message must be of step 1, got one of step 3'],
    [
      'other examples',
      { step: 1, tensors: { cut: tensor([1]) }, key: [8] },
      'the examples of step 1 must be those of the front half, got 1 beside 8',
    ],
    ['examples without a key', { step: 1, tensors: { cut: tensor([1]) } }, 'got values without a key'],
  ])('fails on %s', async (what, message, wanted) => {
    const edge = scriptedEdge();
    const { hidden, loss } = line();
    const key = what.includes('examples') ? 'id' : undefined;
    const error = errorOf(ys(1).pipe(backHalf(hidden, loss, optimizer, { edge, key })));
    edge.answer(message);
    expect(await error).toMatch(wanted);
  });

  it('fails when the front half ends first', async () => {
    const edge = scriptedEdge();
    const { hidden, loss } = line();
    const error = errorOf(ys(1).pipe(backHalf(hidden, loss, optimizer, { edge })));
    edge.messages.complete();
    expect(await error).toMatch('must have equally many records, got a front half that ended after 0 of them');
  });

  it('refuses what cannot be', () => {
    const edge = scriptedEdge();
    const { hidden, loss, cut } = line();
    expect(() => backHalf(hidden, cut as never, optimizer, { edge })).toThrow('the loss must be a scalar');
    expect(() => backHalf(cut as never, loss, optimizer, { edge })).toThrow(
      'hidden must be an input, or several ones by name',
    );
    expect(() => backHalf(input('other', []) as Input, loss, optimizer, { edge })).toThrow('must depend on other');
    expect(() => backHalf(hidden, mean(hidden) as Node<readonly []>, optimizer, { edge })).toThrow(
      'depend on a parameter',
    );
  });
});

describe('two halves', () => {
  const edges = () => {
    const log = memoryLog();
    return [logEdge(log, 'cut'), logEdge(log, 'cut')] as const;
  };

  it('leave a record out together, whichever of them cannot take it', async () => {
    const [a, b] = edges();
    const bad = (field: string, at: number) =>
      mapData((record: object) => (++count === at ? { ...record, [field]: tensor([NaN]) } : record));
    let count = 0;
    const front = newFront({ edge: a, onBadRecord: 'skip' });
    const back = newBack({ edge: b, onBadRecord: 'skip' });
    const badX = (features() as Dataset<object>).pipe(bad('x', 3));
    const ofFront = lastValueFrom(badX.pipe(front, toArray()));
    let other = 0;
    const badY = labels().pipe(mapData((record: object) => (++other === 5 ? { ...record, y: tensor([0.5]) } : record)));
    const ofBack = lastValueFrom(badY.pipe(back, toArray()));
    const [steps, same] = await Promise.all([ofFront, ofBack]);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: RECORDS - 2 }, (_, i) => i + 1));
    expect(same.map(({ loss }) => loss)).toEqual(steps.map(({ loss }) => loss));
    expect(front.save().values['edge']).toMatchObject({ done: RECORDS });
    expect(back.save().values['edge']).toMatchObject({ done: RECORDS });
  });

  it('skip a step whose loss is not finite together', async () => {
    const [a, b] = edges();
    const { cut, hidden, loss } = line();
    const front = frontHalf(cut, optimizer, { edge: a });
    const back = backHalf(hidden, loss, optimizer, { edge: b, whenNotFinite: 'skip' });
    const [steps] = await Promise.all([
      lastValueFrom(xs(1, 3e38, 2).pipe(front, toArray())),
      lastValueFrom(ys(1, 1, 1).pipe(back, toArray())),
    ]);
    expect(steps.map(({ step }) => step)).toEqual([1, 2]);
  });

  it.each([undefined, {}, { message: null }, { message: { step: 'one' } }])(
    'refuse what an edge of others gives that is no message: %j',
    async given => {
      const edge = scriptedEdge();
      const answered = lastValueFrom(features().pipe(newFront({ edge }), toArray()));
      edge.messages.next(given as never);
      await expect(answered).rejects.toThrow('an edge must receive { message, position }, with the step of a message');
    },
  );

  it('compare the examples of their records, if both name a key', async () => {
    const [a, b] = edges();
    const front = features().pipe(newFront({ edge: a, key: 'id' }), toArray());
    const back = labels().pipe(newBack({ edge: b, key: 'id' }), toArray());
    const [steps] = await Promise.all([lastValueFrom(front), lastValueFrom(back)]);
    expect(steps).toHaveLength(RECORDS);
  });

  it('learn with records on their way: the loss falls', async () => {
    const [a, b] = edges();
    const front = newFront({ edge: a, depth: 4 });
    const [steps] = await Promise.all([
      lastValueFrom(features(30).pipe(front, toArray())),
      lastValueFrom(labels(30).pipe(newBack({ edge: b }), toArray())),
    ]);
    const level = (from: number) => steps.slice(from, from + 20).reduce((total, { loss }) => total + loss / 20, 0);
    expect(level(steps.length - 20)).toBeLessThan(0.6 * level(0));
    expect(steps.map(({ staleness }) => staleness)).toEqual(steps.map((_, i) => Math.min(i, 3)));
  });

  it('read back what they have written to a log, if asked to: damage to a write is mended', async () => {
    const log = memoryLog();
    let writes = 0;
    const damaging: Log = {
      ...{ read: log.read.bind(log), swap: log.swap.bind(log), watch: log.watch.bind(log) },
      append: (name, bytes, options) => {
        const given = bytes.slice();
        if (++writes % 3 === 0) given[given.length - 1]! ^= 1;
        return log.append(name, given, options);
      },
    };
    const halves = (given: Log, verify: boolean) =>
      [
        newFront({ edge: logEdge(given, 'cut', { verify }) }),
        newBack({ edge: logEdge(given, 'cut', { verify }) }),
      ] as const;
    const train = ([front, back]: ReturnType<typeof halves>) =>
      Promise.all([lastValueFrom(features().pipe(front)), lastValueFrom(labels().pipe(back))]);
    const [sound, mended] = [halves(memoryLog(), false), halves(damaging, true)];
    await train(sound);
    await train(mended);
    expect(writes).toBeGreaterThan(2 * RECORDS);
    expect(mended.map(bitsOf)).toEqual(sound.map(bitsOf));
    await expect(train(halves(damaging, false))).rejects.toThrow('a payload must be what was written');
    expect(() => logEdge(log, 'no name')).toThrow('must be words of letters');
  });

  it('hold nothing of a log after they are unsubscribed', () => {
    let reading = 0;
    const log = memoryLog();
    const counted: Log = {
      append: (...given) => log.append(...given),
      swap: (...given) => log.swap(...given),
      watch: given => log.watch(given),
      read: (...given) => {
        reading++;
        return log.read(...given).pipe(finalize(() => reading--));
      },
    };
    const front = features()
      .pipe(newFront({ edge: logEdge(counted, 'cut') }))
      .subscribe();
    const back = labels()
      .pipe(newBack({ edge: logEdge(counted, 'cut') }))
      .subscribe();
    expect(reading).toBe(2);
    front.unsubscribe();
    back.unsubscribe();
    expect(reading).toBe(0);
  });

  it('refuse a state that is none of theirs', () => {
    const [a, b] = edges();
    const [front, back] = [newFront({ edge: a }), newBack({ edge: b })];
    expect(() => restore({ half: front }, snapshot({ half: back }))).toThrow('frontHalf');
    expect(() => restore({ half: front as Savable }, snapshot({ half: back.training }))).toThrow(
      'must have the training and the edge',
    );
    const running = labels().pipe(back).subscribe();
    expect(() => restore({ back }, snapshot({ back }))).toThrow('a half must be restored between two subscriptions');
    running.unsubscribe();
    const before = bitsOf(back);
    restore({ back }, snapshot({ back }));
    expect(bitsOf(back)).toEqual(before);
  });

  it('resume records on their way with the depth that they were sent with', async () => {
    const edge = scriptedEdge();
    const front = newFront({ edge, depth: 3 });
    const running = features().pipe(front).subscribe();
    await expect.poll(() => edge.sent.length).toBe(3);
    const kept = snapshot({ front });
    running.unsubscribe();
    expect(() => restore({ front: newFront({ edge, depth: 2 }) }, kept)).toThrow('depth must be 3');
    const resumed = newFront({ edge: scriptedEdge(), depth: 3 });
    restore({ front: resumed }, kept);
    expect(bitsOf(resumed)).toEqual(bitsOf(front));
  });

  it('predict over a log: one computes the cut, the other one what follows', async () => {
    const log = memoryLog();
    const hidden = topic('hidden', tensorsCodec());
    const x = input('x', ['batch', 4]);
    const cut = x.pipe(dense(6, { name: 'front' }), dropout(0.5));
    const logits = input('hidden', ['batch', 6]).pipe(dense(3, { name: 'back' }));
    await lastValueFrom(
      features().pipe(
        predict(cut as Node),
        map(value => ({ hidden: value })),
        toLog(log, hidden, { producer: 'front' }),
      ),
    );
    const predicted = await lastValueFrom(
      fromLog(log, hidden, { until: 'end' }).pipe(predict(logits as Node), toArray()),
    );
    expect(predicted).toHaveLength(RECORDS);
  });
});
