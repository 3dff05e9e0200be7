import { readDigits } from 'digits/read-digits';
import { splitDigits } from 'digits/split-digits';
import { DataError } from '@thalweg/data';
import { connectTraining, exposeTraining } from '@thalweg/worker';
import { filter, firstValueFrom, map, ReplaySubject } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { digitsTraining, type DigitsStart } from './digits-training.ts';
import { placeSnapshot } from './place-part.ts';
import { firstPlan } from './plan.ts';
import type { TrainingEvent, TrainingStatus } from './training-event.ts';

const all = readDigits();

/** A training behind a port, and what it told. */
function connected(start: Partial<DigitsStart> = {}, load = () => Promise.resolve(all)) {
  const { port1, port2 } = new MessageChannel();
  const exposing = exposeTraining(digitsTraining(load), { port: port1 });
  const initial: DigitsStart = { plan: firstPlan(), data: '', speed: Infinity, play: false, ...start };
  const training = connectTraining<TrainingEvent>(port2, { initial, reportMs: 0 });
  const events = new ReplaySubject<TrainingEvent>(Infinity);
  const running = training.steps$.subscribe(events);
  onTestFinished(() => {
    running.unsubscribe();
    exposing.unsubscribe();
    port1.close();
  });
  const status$ = events.pipe(
    filter(event => event.kind === 'plan'),
    map(({ kind: _, ...status }): TrainingStatus => status),
  );
  const until = (isReached: (status: TrainingStatus) => boolean) => firstValueFrom(status$.pipe(filter(isReached)));
  return { training, events, until };
}

describe('a training of digits behind a port', { timeout: 60_000 }, () => {
  it('plays, rests, takes choices, and goes back to a place that is restored', async () => {
    const { training, until } = connected({ play: true, speed: 250 });
    await until(({ plan }) => plan.place.step >= 20);
    await training.set('rate', 0.005);
    await until(({ plan }) => plan.branches[0].choices.length === 2);
    await training.set('playing', 0);
    const { plan } = await until(({ activity }) => activity === 'resting');
    expect(plan.branches[0].choices[1]).toMatchObject({ optimizer: 'adam', rate: 0.005 });
    await training.restore(placeSnapshot({ branch: 0, step: 10 }));
    await until(({ activity, plan }) => activity === 'resting' && plan.place.step === 10);
    expect((await training.snapshot()).parts['place']).toEqual(placeSnapshot({ branch: 0, step: 10 }).parts['place']);
    const { last } = plan.branches[0];
    await expect(training.restore(placeSnapshot({ branch: 0, step: last + 1 }))).rejects.toThrow(
      `place: it must be a step of a branch of the plan, got step ${last + 1} of branch 0.`,
    );
  });

  it('answers with a test digit, and is ready before', async () => {
    const { training, events } = connected();
    expect(await firstValueFrom(events)).toEqual({ kind: 'ready', interpreted: undefined, tests: 2000 });
    const expected = await splitDigits(all, 1).test.open({ epoch: 0, index: 7 }).next();
    expect(await training.predict({ number: 7 })).toEqual(expected);
  });

  it('takes what is set while the digits are loading', async () => {
    let loaded = (): void => {};
    const loading = new Promise<void>(resolve => (loaded = resolve));
    const { training, until } = connected({}, () => loading.then(() => all));
    await training.set('playing', 0);
    await training.set('speed', 10);
    loaded();
    await until(({ activity }) => activity === 'resting');
  });

  it('stands still while it is paused from outside', async () => {
    const { training, until } = connected({ play: true, speed: 50 });
    await until(({ plan }) => plan.place.step >= 2);
    await training.pause();
    const before = await training.snapshot();
    await training.predict({ number: 0 });
    expect(await training.snapshot()).toEqual(before);
    await training.resume();
    const { step } = before.parts['place']!.values as { step: number };
    await until(({ plan }) => plan.place.step > step);
  });

  it('fails with the error of the loading', async () => {
    const missing = new DataError('digits', 'the file must exist', 'HTTP 404', 'Try again.');
    const { events } = connected({}, () => Promise.reject(missing));
    await expect(firstValueFrom(events)).rejects.toMatchObject({ name: 'DataError', given: 'HTTP 404' });
  });
});
