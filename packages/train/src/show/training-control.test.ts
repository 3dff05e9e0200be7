import { batch, epochs } from '@thalweg/data';
import { sgd } from '@thalweg/optim';
import { defer, EMPTY, finalize, NEVER, of, Subject, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { train, trainingControl, type Controlled } from '../index.ts';
import { classifier, points } from '../testing/models.ts';
import { turns } from '../testing/turns.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** The next animation frame. */
const frame = () => vi.advanceTimersByTime(16);

/** A control of a source, and the states that it has shown. */
function controlled<R>(source: Controlled<R>) {
  const training = trainingControl(source);
  const states: string[] = [];
  training.state$.subscribe(({ status, last, error }) =>
    states.push([status, last, error].filter(part => part !== undefined).join(' ')),
  );
  return { training, states };
}

/** A source that never emits, and counts its subscriptions. */
function counted() {
  const count = { all: 0, active: 0 };
  const source = defer(() => {
    count.all++;
    count.active++;
    return NEVER.pipe(finalize(() => count.active--));
  });
  return { source, count };
}

describe('trainingControl', () => {
  it('subscribes when it is started, and unsubscribes when it is stopped', () => {
    const records = new Subject<number>();
    const { training, states } = controlled(records);
    training.stop();
    expect(records.observed).toBe(false);
    training.start();
    expect(records.observed).toBe(true);
    training.stop();
    expect(records.observed).toBe(false);
    expect(states).toEqual(['idle', 'running', 'stopped']);
  });

  it('shows the first record at once, and then the last of each frame', () => {
    const records = new Subject<number>();
    const { training, states } = controlled(records);
    training.start();
    for (const record of [1, 2, 3]) records.next(record);
    frame();
    expect(states).toEqual(['idle', 'running', 'running 1', 'running 3']);
  });

  it('shows the last record of a training that ends, fails or is stopped', () => {
    const ends: readonly [string, (records: Subject<number>, stop: () => void) => void][] = [
      ['complete 2', records => records.complete()],
      ['failed 2 Error: broken', records => records.error(new Error('broken'))],
      ['stopped 2', (_, stop) => stop()],
    ];
    for (const [state, finish] of ends) {
      const records = new Subject<number>();
      const { training, states } = controlled(records);
      training.start();
      for (const record of [1, 2]) records.next(record);
      finish(records, training.stop);
      frame();
      expect(states.at(-1)).toBe(state);
    }
  });

  it('runs once for any number of subscribers and starts', () => {
    const { source, count } = counted();
    const { training } = controlled(source);
    training.state$.subscribe();
    for (let time = 0; time < 3; time++) training.start();
    expect(count).toEqual({ all: 1, active: 1 });
  });

  it('has the same state until it changes', () => {
    const { training } = controlled(NEVER);
    const { state } = training;
    expect(training.state).toBe(state);
    training.start();
    expect(training.state).not.toBe(state);
    expect(training.state.status).toBe('running');
  });

  it('starts again after the end, with the steps that were made once', () => {
    const make = vi.fn(() => of(7));
    const { training, states } = controlled(make);
    expect(make).not.toHaveBeenCalled();
    for (let time = 0; time < 2; time++) {
      training.start();
      frame();
    }
    expect(make).toHaveBeenCalledTimes(1);
    expect(states.filter(state => state === 'complete 7')).toHaveLength(2);
  });

  it('fails with what a function throws, and forgets the error when it starts again', () => {
    let fails = true;
    const { training, states } = controlled<number>(() => {
      if (fails) throw new Error('no model');
      return NEVER;
    });
    training.start();
    fails = false;
    training.start();
    expect(states).toEqual(['idle', 'running', 'failed Error: no model', 'running']);
  });

  it('may be stopped or started by those who see its state', () => {
    const { source, count } = counted();
    const training = trainingControl(source);
    training.state$.subscribe(({ status }) => {
      if (status === 'running') training.stop();
    });
    training.start();
    expect(training.state.status).toBe('stopped');
    expect(count.active).toBe(0);
  });

  it('ends at once with a source that is empty or fails at once', () => {
    expect(controlled(EMPTY).training.state.status).toBe('idle');
    for (const [source, status] of [
      [EMPTY, 'complete'],
      [throwError(() => 1), 'failed'],
    ] as const) {
      const { training } = controlled(source);
      training.start();
      expect(training.state.status).toBe(status);
    }
  });

  it('refuses to pause what would not wait', () => {
    for (const source of [NEVER, () => NEVER]) {
      const { training } = controlled(source);
      training.pause();
      training.start();
      expect(training.pause).toThrow('pause: the training must follow running$, got steps that do not.');
      expect(training.state.status).toBe('running');
    }
  });
});

describe('trainingControl of a model', () => {
  const batches = points(12).pipe(batch(4), epochs(3));

  it('lets the training wait between two steps, and go on', async () => {
    const { loss } = classifier();
    const steps: number[] = [];
    let asked = false;
    const training = trainingControl(running => batches.pipe(train(loss, sgd({ learningRate: 0.1 }), { running })));
    training.state$.subscribe(({ last }) => {
      if (last !== undefined && steps.at(-1) !== last.step) steps.push(last.step);
      if (last?.step === 1 && !asked) training.pause();
      asked ||= last !== undefined;
    });
    training.start();
    await turns(20);
    frame();
    expect(training.state).toMatchObject({ status: 'paused', last: { step: 1 } });
    training.start();
    expect(training.state.status).toBe('running');
    await turns(20);
    frame();
    await turns(2);
    expect(training.state).toMatchObject({ status: 'complete', last: { step: 9 } });
    // At most the first after the pause besides: the others are in one frame.
    expect([1, ...steps.filter(step => step === 2), 9]).toEqual(steps);
  });
});
