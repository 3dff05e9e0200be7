import { batch, epochs, map as mapRecords, shuffle } from '@thalweg/data';
import { input, parameter, read, registersOf, type Node } from '@thalweg/graph';
import { batchNorm, dense, dropout, meanSquaredError } from '@thalweg/nn';
import { adam, average, sgd } from '@thalweg/optim';
import { fillUniform, key, type Tensor } from '@thalweg/tensor';
import { defer, lastValueFrom, Subject, take, takeUntil, tap, throwError, concat, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { decodeSnapshot, earlyStopping, encodeSnapshot, evaluate, restore, snapshot, step, train } from './index.ts';
import type { EarlyStopping, RunOptions, Snapshot, StepRecord, Training } from './index.ts';
import { classifier, points } from './testing/models.ts';
import { observe } from './testing/observe.ts';
import { bytesOf } from './testing/watched.ts';

type Validated = StepRecord<Record<never, never>, { readonly loss: number | undefined }>;

const heldOut = points(40);
const learned = points(24).pipe(shuffle({ seed: 1 }), batch(6), epochs(40));

/** A classifier that overfits after a few epochs, with its early stopping. */
function overfitting(options: RunOptions = {}, patience = 4) {
  const { loss, parameters } = classifier(20);
  const validation = heldOut.pipe(batch(40), evaluate({ loss }));
  const learn = train(loss, adam({ learningRate: 0.2 }), { validation, ...options });
  const stop = earlyStopping<Validated>({ of: record => record.validation?.loss, patience, restoreBestWeights: learn });
  return { loss, parameters, validation, learn, stop, steps$: learned.pipe(learn, stop) as Observable<Validated> };
}

/** The bytes of the weights after the record with the lowest validation. */
async function bestOf(options?: RunOptions): Promise<{ best: string[]; last: string[]; count: number }> {
  const { parameters, learn, steps$ } = overfitting(options);
  let lowest = Infinity;
  let best: string[] = [];
  let last: string[] = [];
  let count = 0;
  const watched$ = steps$.pipe(
    tap(({ validation }) => {
      count++;
      last = bytesOf(parameters);
      if (validation === undefined || !(validation.loss! < lowest)) return;
      lowest = validation.loss!;
      best = last;
    }),
  );
  await observe(watched$).ended;
  expect(learn.progress.active).toBe(false);
  return { best, last, count };
}

describe('restoreBestWeights', () => {
  it.each([{ sliceMs: 8 }, { sliceMs: Infinity }])(
    'puts the weights of the best record back before it completes, with %o',
    async options => {
      const { best, last, count } = await bestOf(options);
      expect(count).toBeLessThan(160);
      expect(best).not.toEqual(last);
      const { parameters, steps$ } = overfitting(options);
      const seen: string[][] = [];
      await new Promise<void>(done => steps$.subscribe({ complete: () => done(void seen.push(bytesOf(parameters))) }));
      expect(seen).toEqual([best]);
    },
  );

  it('completes at once where the training does, although a pass is under way when it stops', () => {
    const { loss, parameters } = classifier();
    const learn = train(loss, adam(), { sliceMs: Infinity });
    const stop = earlyStopping<StepRecord>({ of: ({ step }) => step, patience: 2, restoreBestWeights: learn });
    const seen: string[][] = [];
    let completed: string[] | undefined;
    learned.pipe(learn, stop).subscribe({
      next: () => seen.push(bytesOf(parameters)),
      complete: () => (completed = bytesOf(parameters)),
    });
    expect([seen.length, completed]).toEqual([3, seen[0]]);
  });

  it('puts them back when the data end first, or takeUntil above it ends the stream', async () => {
    const { best } = await bestOf();
    const short = overfitting({}, 1000);
    await lastValueFrom(short.steps$);
    const until = overfitting({}, 1000);
    const ended$ = new Subject<void>();
    // eslint-disable-next-line rxjs-x/no-unsafe-takeuntil -- the completion is what the operator below waits for
    const stopped$ = learned.pipe(until.learn, takeUntil(ended$), until.stop) as Observable<Validated>;
    await observe(stopped$, ({ epoch }) => epoch === 39 && ended$.next()).ended;
    expect(bytesOf(short.parameters)).toEqual(best);
    expect(bytesOf(until.parameters)).toEqual(best);
  });

  it('leaves the last weights after an error, and when the subscriber leaves', async () => {
    for (const end of [(left$: Observable<Validated>) => left$.pipe(take(100))]) {
      const { parameters, steps$ } = overfitting({}, 1000);
      let last: string[] = [];
      await observe(end(steps$.pipe(tap(() => (last = bytesOf(parameters)))))).ended;
      expect(bytesOf(parameters)).toEqual(last);
    }
    const { parameters, learn, stop } = overfitting({}, 1000);
    const broken$ = concat(learned.pipe(learn, take(100)), throwError(() => new Error('broken')));
    let last: string[] = [];
    const log = observe((broken$ as Observable<Validated>).pipe(stop, tap(() => (last = bytesOf(parameters)))));
    await log.ended;
    expect([log.values.length, log.errors]).toEqual([100, [new Error('broken')]]);
    expect(bytesOf(parameters)).toEqual(last);
  }); // prettier-ignore

  it('puts nothing back if no record had a value', async () => {
    const { loss, parameters } = classifier();
    const learn = train(loss, adam());
    const stop = earlyStopping<StepRecord>({ of: () => undefined, patience: 1, restoreBestWeights: learn });
    let last: string[] = [];
    await lastValueFrom(learned.pipe(learn, stop, tap(() => (last = bytesOf(parameters)))));
    expect(bytesOf(parameters)).toEqual(last);
  }); // prettier-ignore

  it('shows the best weights to subscribers in one pass, and keeps the step and the memory of the optimizer', async () => {
    const { learn, parameters, steps$ } = overfitting();
    let passes = 0;
    const log = observe(steps$);
    await log.ended;
    const [kept] = [snapshot({ learn }).parts['learn']!];
    expect(kept.tensors['step']!.item()).toBe(log.values.length);
    const seen = parameters.map(parameter => parameter.subscribe(() => passes++));
    const again = observe(steps$.pipe(take(1)));
    await again.ended;
    expect(again.values[0]!.step).toBe(log.values.length + 1);
    for (const one of seen) one.unsubscribe();
    expect(passes).toBe(2 * parameters.length);
  });

  it('measures again what was best: the evaluation of the model that is left', async () => {
    const { steps$, validation } = overfitting();
    const log = observe(steps$);
    await log.ended;
    const losses = log.values.flatMap(({ validation }) => validation?.loss ?? []);
    expect((await lastValueFrom(validation)).loss).toBe(Math.min(...losses));
  });
});

describe('the best weights', () => {
  /** The names of what is put back for a loss. */
  function namesFor(loss: Node<readonly []>, optimizer = adam()): string[] {
    const learn = train(loss, optimizer, { sliceMs: Infinity });
    const stop = earlyStopping<StepRecord>({ of: ({ loss }) => loss, patience: 1, restoreBestWeights: learn });
    learned.pipe(learn, take(1), stop).subscribe();
    return Object.keys(stop.save().tensors);
  }

  it('are parameters and the states that the frozen model reads, and neither counters nor moments', () => {
    const logits = input('x', ['batch', 3]).pipe(dense(4), batchNorm(), dropout(0.5), dense(1));
    const y = input('label', ['batch', 1]);
    const loss = meanSquaredError(y)(logits as never) as unknown as Node<readonly []>;
    const names = registersOf(loss as Node).map(({ name }) => name);
    expect(names).toContain('dropout1/counter');
    const learn = train(loss, adam());
    const { tensors } = keptBy(learn);
    expect(Object.keys(tensors)).toEqual(names.filter(name => name !== 'dropout1/counter'));
    expect(Object.keys(tensors)).toContain('batchNorm1/mean');
  });

  it('include the averages that the model is evaluated with', () => {
    expect(namesFor(classifier().loss, average(sgd()))).toContain('average.θ̄(dense1/weight)');
    expect(namesFor(classifier().loss)).toEqual(['dense1/weight', 'dense1/bias', 'dense2/weight', 'dense2/bias']);
  });

  it('are put back for averages, so that parametersOf reads the best ones', async () => {
    const { loss } = classifier();
    // What is learned makes it worse, from the first epoch on.
    const turned = heldOut.pipe(
      batch(40),
      mapRecords(({ x, label }) => ({ x, label: Int32Array.from((label as Tensor).data, digit => 1 - digit) })),
    );
    const learn: Training<Record<never, never>, { loss: number | undefined }> = train(loss, average(adam()), {
      validation: defer(() => turned.pipe(evaluate({ loss }, { parametersOf: learn }))),
    });
    const stop = earlyStopping<Validated>({ of: ({ validation }) => validation?.loss, patience: 3, restoreBestWeights: learn });
    const log = observe(learned.pipe(learn, stop) as Observable<Validated>);
    await log.ended;
    const losses = log.values.flatMap(({ validation }) => validation?.loss ?? []);
    const { loss: left } = await lastValueFrom(turned.pipe(evaluate({ loss }, { parametersOf: learn })));
    expect(losses).toHaveLength(4);
    expect(left).toBe(losses[0]);
    expect(left).toBeLessThan(losses.at(-1)!);
  }); // prettier-ignore

  it('may be those of step(), which takes steps one by one', () => {
    const w = parameter(5, { name: 'w' });
    const stepping = step((w as Node).pipe() as Node<readonly []>, sgd({ learningRate: 1 }));
    const values$ = new Subject<number>();
    const stop = earlyStopping<number>({ of: value => value, patience: 2, restoreBestWeights: stepping });
    const log = observe(values$.pipe(stop));
    for (const value of [3, 2, 4, 5]) {
      stepping();
      values$.next(value);
    }
    expect([log.completions, read(w).item()]).toEqual([1, 3]);
  });

  function keptBy(learn: Training<Record<never, never>, never>): ReturnType<EarlyStopping<number>['save']> {
    const stop = earlyStopping<number>({ of: value => value, patience: 1, restoreBestWeights: learn });
    new Subject<number>().pipe(stop).subscribe();
    const values$ = new Subject<number>();
    const subscription = values$.pipe(stop).subscribe();
    values$.next(1);
    subscription.unsubscribe();
    return stop.save();
  }
});

describe('a snapshot of an early stopping with its best weights', () => {
  const through = (kept: Snapshot): Snapshot => decodeSnapshot(encodeSnapshot(kept));

  it('goes on to the same end, wherever the run was cut off', async () => {
    const whole = overfitting();
    const kept: Snapshot[] = [];
    const all = observe(whole.steps$, () => kept.push(snapshot({ learn: whole.learn, stop: whole.stop })));
    await all.ended;
    const end = bytesOf(whole.parameters);
    const places = [...fillUniform(new Float64Array(8), key(3))].map(at => at * all.values.length);
    for (const place of [0, all.values.length - 2, all.values.length - 1, ...places].map(Math.floor)) {
      const part = overfitting();
      restore({ learn: part.learn, stop: part.stop }, through(kept[place]!));
      const rest = observe(part.steps$);
      await rest.ended;
      expect(rest.values).toEqual(all.values.slice(place + 1));
      expect(bytesOf(part.parameters)).toEqual(end);
    }
    const over = overfitting();
    restore({ learn: over.learn, stop: over.stop }, through(snapshot({ learn: whole.learn, stop: whole.stop })));
    expect(bytesOf(over.parameters)).toEqual(end);
  });

  it('is refused by an early stopping with other options, and changes nothing', async () => {
    const { learn, stop, steps$ } = overfitting();
    await lastValueFrom(steps$.pipe(take(12)));
    const kept = snapshot({ stop });
    const of = ({ validation }: Validated): number | undefined => validation?.loss;
    const plain = earlyStopping<Validated>({ of, patience: 4 });
    expect(() => restore({ stop: plain }, kept)).toThrow(
      'earlyStopping: a state without restoreBestWeights must have no tensors, got dense1/weight',
    );
    const rising = earlyStopping<Validated>({ of, patience: 4, mode: 'max', restoreBestWeights: learn });
    expect(() => restore({ stop: rising }, kept)).toThrow(
      'earlyStopping: a state must have the mode \'max\', got "min"',
    );
    const other = overfitting();
    const wide = classifier(3);
    const wider = train(wide.loss, adam());
    const misfit = earlyStopping<Validated>({ of, patience: 4, restoreBestWeights: wider });
    expect(() => restore({ stop: misfit }, kept)).toThrow(
      "'dense1/weight' must be float32 [3, 3], got float32 [3, 20]",
    );
    const { tensors, values } = kept.parts['stop']!;
    const damaged = (change: object): Snapshot => ({ ...kept, parts: { stop: { tensors, values, ...change } } });
    expect(() => restore({ stop: other.stop }, damaged({ tensors: {} }))).toThrow("must have a tensor 'dense1/weight'");
    expect(() => restore({ stop: other.stop }, damaged({ values: { best: Infinity, worse: 0 } }))).toThrow(
      'a state without a best value must have no tensors',
    );
    expect(Object.keys(other.stop.save().tensors)).toEqual([]);
  });
});
