import { batch, epochs, shuffle } from '@thalweg/data';
import { adam } from '@thalweg/optim';
import { BehaviorSubject, defer, NEVER, of, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { train, trainRows, type RunOptions } from './index.ts';
import { classifier, points } from './testing/models.ts';
import { observe } from './testing/observe.ts';
import { turns } from './testing/turns.ts';
import { bytesOf } from './testing/watched.ts';

const batches = points(12).pipe(shuffle({ seed: 1 }), batch(4), epochs(3));

/** Trains, and gives what was told with the parameters. */
function training(options: RunOptions) {
  const { loss, parameters } = classifier();
  return { log: observe(batches.pipe(train(loss, adam(), options))), parameters };
}

describe.each([8, Infinity])('running, with slices of %d ms', sliceMs => {
  it('holds a training between two steps, and has it go on to the same bits', async () => {
    const plain = training({ sliceMs });
    await plain.log.ended;
    const running = new BehaviorSubject(true);
    const { loss, parameters } = classifier();
    const log = observe(batches.pipe(train(loss, adam(), { running, sliceMs })), ({ step }) => {
      if (step % 2 === 0) running.next(false);
    });
    for (const steps of [2, 4, 6, 8]) {
      await turns(20);
      expect(log.values.length).toBe(steps);
      running.next(true);
    }
    await log.ended;
    expect(log.values).toEqual(plain.log.values);
    expect(bytesOf(parameters)).toEqual(bytesOf(plain.parameters));
    expect(running.observed).toBe(false);
  });

  it('may say so before the first step, and repeat itself', async () => {
    const running = new BehaviorSubject(false);
    const { log } = training({ running, sliceMs });
    await turns(20);
    expect(log.values).toEqual([]);
    for (const isRunning of [true, false, false, true, true]) running.next(isRunning);
    await log.ended;
    expect(log.values.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('waits for a validation that is under way', async () => {
    const { loss } = classifier();
    const running = new BehaviorSubject(true);
    const validated = new Subject<void>();
    const log = observe(batches.pipe(train(loss, adam(), { running, sliceMs, validation: validated })));
    await turns(20);
    for (const isRunning of [false, true]) running.next(isRunning);
    await turns(20);
    expect(log.values.length).toBe(2);
    running.next(false);
    validated.complete();
    await turns(20);
    expect(log.values.length).toBe(3);
    log.unsubscribe();
  });

  it('is let go with the training, and its error is the training’s', async () => {
    const running = new BehaviorSubject(false);
    const { log } = training({ running, sliceMs });
    log.unsubscribe();
    expect(running.observed).toBe(false);
    running.next(true);
    await turns(20);
    expect(log.values).toEqual([]);
    const failing = new BehaviorSubject(false);
    const { log: failed } = training({ running: failing, sliceMs });
    failing.error(new Error('no more'));
    await failed.ended;
    expect(failed.errors).toEqual([new Error('no more')]);
  });

  it('that completes or says nothing changes nothing more', async () => {
    for (const running of [of(true), NEVER]) {
      const { log } = training({ running, sliceMs });
      await log.ended;
      expect(log.values.length).toBe(9);
    }
    const { log } = training({ running: of(true, false), sliceMs });
    await turns(20);
    expect(log.values).toEqual([]);
    log.unsubscribe();
  });

  it('holds single updates between two batches', async () => {
    const { loss } = classifier();
    const running = new BehaviorSubject(true);
    const log = observe(batches.pipe(trainRows(loss, adam(), { running, sliceMs })), () => running.next(false));
    await turns(20);
    expect(log.values.map(({ step }) => step)).toEqual([4]);
    running.next(true);
    await turns(20);
    expect(log.values.map(({ step }) => step)).toEqual([4, 8]);
    log.unsubscribe();
  });
});

it('running is subscribed once for each training, when it begins', async () => {
  let times = 0;
  const running = defer(() => {
    times++;
    return of(true);
  });
  const { log } = training({ running });
  await log.ended;
  expect(times).toBe(1);
});
