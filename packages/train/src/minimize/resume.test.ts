import { batch } from '@thalweg/data';
import { read, type Node } from '@thalweg/graph';
import { tensor, type Tensor } from '@thalweg/tensor';
import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { decodeSnapshot, encodeSnapshot, lbfgs, minimize, restore, snapshot, StateError, type Iteration } from '../index.ts'; // prettier-ignore
import { classifier, points } from '../testing/models.ts';
import { bytesOf } from '../testing/watched.ts';

const options = { feed: points(50).pipe(batch(Infinity)), iterations: 15, sliceMs: Infinity } as const;

function aFit(memory = 4) {
  const { loss, parameters } = classifier();
  const fit = minimize(loss, lbfgs({ memory }), options);
  return { fit, loss, parameters, bits: () => bytesOf(parameters) };
}

const all = (fit: ReturnType<typeof minimize>, count = Infinity): Promise<Iteration[]> =>
  lastValueFrom(fit.pipe(take(count), toArray()));

describe('a minimization that was interrupted', () => {
  it('continues to the same bits and records from a snapshot, in a model that was built anew', async () => {
    const whole = aFit();
    const records = await all(whole.fit);
    expect(records).toHaveLength(15);
    for (const count of [1, 3, 12]) {
      const first = aFit();
      const before = await all(first.fit, count);
      const file = encodeSnapshot(snapshot({ fit: first.fit }));
      const second = aFit();
      restore({ fit: second.fit }, decodeSnapshot(file));
      expect(second.bits()).toEqual(first.bits());
      const after = await all(second.fit);
      expect([...before, ...after]).toEqual(records);
      expect(second.bits()).toEqual(whole.bits());
    }
  });

  it('continues in another subscription too', async () => {
    const whole = aFit();
    const records = await all(whole.fit);
    const parts = aFit();
    expect([...(await all(parts.fit, 7)), ...(await all(parts.fit))]).toEqual(records);
    expect(parts.bits()).toEqual(whole.bits());
  });

  it('forgets what it has learned if the parameters were moved since', async () => {
    const { fit, parameters } = aFit();
    await all(fit, 7);
    const { tensors } = snapshot({ fit }).parts['fit']!;
    expect(tensors['lbfgs.steps']!.shape[0]).toBe(4);
    parameters[0]!.set(read(parameters[0] as Node).data.map(x => x + 1) as Float32Array);
    await all(fit, 1);
    expect(snapshot({ fit }).parts['fit']!.tensors['lbfgs.steps']!.shape[0]).toBe(1);
  });

  it('begins anew when a subscriber moves a parameter on the way', async () => {
    const { fit, parameters } = aFit();
    const records: Iteration[] = [];
    const moved = read(parameters[0] as Node).data.map(() => 0.5) as Float32Array;
    fit.subscribe(record => {
      records.push(record);
      if (record.iteration === 10) parameters[0]!.set(moved);
    });
    expect(records).toHaveLength(15);
    expect(records.map(({ iteration }) => iteration)).toEqual(records.map((_, i) => i + 1));
    expect(records.at(-1)!.loss).toBeLessThan(records[9]!.loss + 1);
  });

  it('follows a snapshot that is restored while it runs', async () => {
    const { fit, bits } = aFit();
    await all(fit, 3);
    const kept = snapshot({ fit });
    const [wanted, end] = [aFit(), aFit()];
    restore({ fit: wanted.fit }, kept);
    const rest = await all(wanted.fit);
    restore({ fit: end.fit }, kept);
    const records: Iteration[] = [];
    let once = true;
    end.fit.subscribe(record => {
      records.push(record);
      if (record.iteration === 9 && once) {
        once = false;
        restore({ fit: end.fit }, kept);
      }
    });
    expect(records.slice(6)).toEqual(rest);
    expect(bits()).not.toEqual(wanted.bits());
    expect(end.bits()).toEqual(wanted.bits());
  });

  it('refuses a state that is not its own, and changes nothing', async () => {
    const { fit, bits } = aFit();
    await all(fit, 6);
    const kept = snapshot({ fit }).parts['fit']!;
    const before = bits();
    const refused = (change: object, message: string | RegExp): void => {
      expect(() => fit.prepare({ ...kept, ...change })).toThrow(StateError);
      expect(() => fit.prepare({ ...kept, ...change })).toThrow(message);
      expect(bits()).toEqual(before);
    };
    const { 'lbfgs.steps': steps, ...others } = kept.tensors;
    refused({ tensors: others }, 'lbfgs: the steps of a state must be float64 [at most 4');
    refused(
      { tensors: { ...kept.tensors, 'lbfgs.changes': others['dense1/weight'] } },
      'lbfgs: the changes of a state',
    );
    refused({ tensors: { ...kept.tensors, 'lbfgs.steps': negated(steps!) } }, 'each step of a state must go up in slope'); // prettier-ignore
    refused({ tensors: { ...kept.tensors, other: steps } }, "a tensor 'other' that it does not use");
    refused({ values: { last: { iteration: -1 } } }, 'the last record of a state must have an iteration');
    expect(() => aFit(2).fit.prepare(kept)).toThrow('lbfgs: the steps of a state must be float64 [at most 2');
  });
});

function negated({ data, shape }: Tensor): Tensor {
  return tensor(data.map(x => -x) as Float64Array, { shape }) as Tensor;
}
