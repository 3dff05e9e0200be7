import { batch, epochs } from '@thalweg/data';
import { sgd } from '@thalweg/optim';
import { lastValueFrom, NEVER, Subject, tap } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { train, untilAborted } from './index.ts';
import { classifier, points } from './testing/models.ts';
import { turns } from './testing/turns.ts';
import { bytesOf } from './testing/watched.ts';

const batches = points(12).pipe(batch(4), epochs(1000));
const reason = new Error('enough');

describe('untilAborted', () => {
  it('ends a training between two steps, with the reason as the error', async () => {
    const { loss, parameters } = classifier();
    const controller = new AbortController();
    const learn = train(loss, sgd({ learningRate: 0.1 }));
    let steps = 0;
    const abort = tap(() => {
      if (++steps === 3) controller.abort(reason);
    });
    const last = lastValueFrom(batches.pipe(learn, abort, untilAborted(controller.signal)));
    await expect(last).rejects.toBe(reason);
    expect(learn.progress.active).toBe(false);
    const moved = bytesOf(parameters);
    await turns(10);
    expect(steps).toBe(3);
    expect(bytesOf(parameters)).toEqual(moved);
  });

  it('leaves a source that pushes', () => {
    const controller = new AbortController();
    const records = new Subject<number>();
    const [next, error] = [vi.fn(), vi.fn()];
    records.pipe(untilAborted(controller.signal)).subscribe({ next, error });
    records.next(1);
    controller.abort(reason);
    records.next(2);
    expect(next.mock.calls).toEqual([[1]]);
    expect(error).toHaveBeenCalledExactlyOnceWith(reason);
    expect(records.observed).toBe(false);
  });

  it('subscribes to nothing once the signal has aborted', () => {
    const [subscribed, error] = [vi.fn(), vi.fn()];
    NEVER.pipe(tap({ subscribe: subscribed }), untilAborted(AbortSignal.abort(reason))).subscribe({ error });
    expect(error).toHaveBeenCalledExactlyOnceWith(reason);
    expect(subscribed).not.toHaveBeenCalled();
  });

  it('leaves the signal when it ends', () => {
    const { signal } = new AbortController();
    const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    NEVER.pipe(untilAborted(signal)).subscribe().unsubscribe();
    expect(remove.mock.calls).toEqual(add.mock.calls);
    expect(add).toHaveBeenCalledTimes(1);
  });
});
