import { batch, epochs, shuffle, take as takeRecords } from '@thalweg/data';
import { read, type Node } from '@thalweg/graph';
import { accuracy } from '@thalweg/metrics';
import { adam, sgd } from '@thalweg/optim';
import { concat, defer, EMPTY, lastValueFrom, Observable, of, take, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { decodeSnapshot, earlyStopping, encodeSnapshot, evaluate, measure, restore, snapshot, train } from './index.ts';
import { classifier, points } from './testing/models.ts';
import { observe } from './testing/observe.ts';
import { bytesOf } from './testing/watched.ts';

const heldOut = points(40);
const learned = points(12).pipe(shuffle({ seed: 1 }), batch(4));

describe('validation', () => {
  it.each([8, Infinity])(
    'is measured after each epoch, and told with the epoch’s last step only: slices of %d ms',
    async sliceMs => {
      const { loss, logits, label, parameters } = classifier();
      const metrics = { loss, accuracy: logits.pipe(measure(accuracy(), label)) };
      const validation = heldOut.pipe(batch(15), evaluate(metrics, { sliceMs }));
      const steps$ = learned.pipe(epochs(2), train(loss, adam({ learningRate: 0.1 }), { validation, sliceMs }));
      const log = await lastValueFrom(steps$.pipe(toArray()));
      expect(log.map(({ step, validation }) => [step, validation !== undefined])).toEqual([
      [1, false], [2, false], [3, true], [4, false], [5, false], [6, true],
    ]); // prettier-ignore
      // It was measured after the step: now it is the same.
      const before = bytesOf(parameters);
      expect(await lastValueFrom(validation)).toEqual(log.at(-1)!.validation);
      expect(log[2]!.validation!.loss).not.toBe(log[5]!.validation!.loss);
      expect(bytesOf(parameters)).toEqual(before);
    },
  );

  it('that is left half way leaves the step before it as the last one, from which the run goes on', async () => {
    const whole = classifier();
    const of2 = learned.pipe(epochs(2));
    await lastValueFrom(of2.pipe(train(whole.loss, adam())));
    const { loss } = classifier();
    let begun = (): void => {};
    const validating = new Promise<void>(resolve => (begun = resolve));
    const learn = train(loss, adam(), { validation: new Observable(() => begun()) });
    const first = of2.pipe(learn).subscribe();
    await validating;
    first.unsubscribe();
    expect(learn.progress.last).toMatchObject({ step: 3, epoch: 1 });
    const kept = snapshot({ learn });
    const again = classifier();
    const rest = train(again.loss, adam());
    restore({ learn: rest }, decodeSnapshot(encodeSnapshot(kept)));
    const steps = await lastValueFrom(of2.pipe(rest, toArray()));
    expect(steps.map(({ step }) => step)).toEqual([4, 5, 6]);
    expect(bytesOf(again.parameters)).toEqual(bytesOf(whole.parameters));
  });

  it('does not change what is learned', async () => {
    const run = async (validate: boolean): Promise<string[]> => {
      const { loss, parameters } = classifier();
      const options = validate ? { validation: heldOut.pipe(batch(7), evaluate({ loss })) } : {};
      await lastValueFrom(learned.pipe(epochs(3), train(loss, adam(), options)));
      return bytesOf(parameters);
    };
    expect(await run(true)).toEqual(await run(false));
  });

  it('may be any observable; what it emits last counts, and nothing if it emits nothing', async () => {
    const { loss } = classifier();
    const some = await lastValueFrom(learned.pipe(train(loss, adam(), { validation: of('first', 'last') }), toArray()));
    expect(some.map(({ validation }) => validation)).toEqual([undefined, undefined, 'last']);
    const none = await lastValueFrom(learned.pipe(train(loss, adam(), { validation: EMPTY }), toArray()));
    expect(none.every(record => !('validation' in record))).toBe(true);
  });

  it('ends the training with its error', async () => {
    const validation = concat(
      of(1),
      throwError(() => new Error('no held-out data')),
    );
    const log = observe(learned.pipe(epochs(2), train(classifier().loss, adam(), { validation })));
    await log.ended;
    expect([log.values.length, log.errors]).toEqual([2, [new Error('no held-out data')]]);
  });

  it('is not begun when the training was left before', async () => {
    let begun = 0;
    const validation = defer(() => of(++begun));
    await lastValueFrom(learned.pipe(train(classifier().loss, adam(), { validation }), take(2)));
    expect(begun).toBe(0);
  });
});

describe('earlyStopping of a training', () => {
  it('stops it when the validation has stopped falling: no further batch is pulled', async () => {
    const { loss, parameters } = classifier();
    // A rate of 0: nothing ever gets better after the first epoch.
    const validation = heldOut.pipe(batch(40), evaluate({ loss }));
    const steps$ = learned.pipe(epochs(50), train(loss, sgd({ learningRate: 0 }), { validation }));
    const before = bytesOf(parameters);
    const log = await lastValueFrom(
      steps$.pipe(earlyStopping({ of: record => record.validation?.loss, patience: 2 }), toArray()),
    );
    // One epoch sets the mark, two bring nothing better.
    expect([log.length, log.at(-1)!.epoch, log.at(-1)!.validation !== undefined]).toEqual([9, 3, true]);
    expect(bytesOf(parameters)).toEqual(before);
    expect(read(parameters[0]! as Node).shape).toEqual([3, 5]);
  });

  it('lets it run to its end while it gets better', async () => {
    const { loss } = classifier();
    const validation = points(12).pipe(takeRecords(12), batch(12), evaluate({ loss }));
    const steps$ = learned.pipe(epochs(6), train(loss, sgd({ learningRate: 0.05 }), { validation }));
    const log = await lastValueFrom(
      steps$.pipe(earlyStopping({ of: record => record.validation?.loss, patience: 1 }), toArray()),
    );
    expect(log).toHaveLength(18);
  });
});
