import { add, constant, gradient, input, mul, parameter, read, state, sum, type Node } from '@thalweg/graph';
import { tensor, type Tensor } from '@thalweg/tensor';
import { BehaviorSubject, Observable, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { dropout, gaussianDropout, spatialDropout, type DropoutRate } from '../index.ts';
import { sourcesOf, training } from '../testing/training.ts';

const SIZE = 4_000;
const many = (): Node => constant(tensor(new Float32Array(SIZE).fill(1))) as Node;
const share = ({ data }: Tensor): number => data.filter(value => value === 0).length / SIZE;
const bound = (rate: number): number => 5 * Math.sqrt((rate * (1 - rate)) / SIZE);

/** Runs steps of a dropout at a rate. */
const steps = (rate: DropoutRate) => training([dropout(rate)(many())], { steps: true });

describe('a dropout rate', () => {
  it('may be a node: what it is set to holds from the next step on', () => {
    const rate = input('rate', []);
    const { pass, close } = steps(rate);
    for (const value of [0.2, 0.7, 0]) {
      rate.set(value);
      const [y] = pass();
      expect(Math.abs(share(y!) - value)).toBeLessThanOrEqual(bound(value));
      for (const one of new Set(y!.data)) if (one !== 0) expect(one).toBeCloseTo(1 / (1 - value), 5);
    }
    close();
  });

  it('draws the same masks as a node and as a number', () => {
    const [fixed, live] = [steps(0.25), steps(state(0.25))];
    for (let step = 0; step < 3; step++) expect(live.pass()[0]!.data).toEqual(fixed.pass()[0]!.data);
    for (const one of [fixed, live]) one.close();
  });

  it('may be a stream, which is followed while somebody observes it', () => {
    const rate$ = new BehaviorSubject(0.2);
    const { pass, close } = steps(rate$);
    expect(rate$.observed).toBe(true);
    expect(Math.abs(share(pass()[0]!) - 0.2)).toBeLessThan(bound(0.2));
    rate$.next(0.6);
    expect(Math.abs(share(pass()[0]!) - 0.6)).toBeLessThan(bound(0.6));
    close();
    expect(rate$.observed).toBe(false);
  });

  it('may be a schedule of the step, from 1', () => {
    const { pass, close } = steps(step => mul(step, 0.2) as Node<readonly []>);
    for (const step of [1, 2, 3]) expect(Math.abs(share(pass()[0]!) - 0.2 * step)).toBeLessThan(bound(0.2 * step));
    close();
  });

  it('is not needed outside of training', () => {
    const rate = input('rate', []);
    const y = dropout(rate)(many());
    expect(sourcesOf(y)).not.toContain('rate');
    expect(share(read(y))).toBe(0);
  });

  it('gets no gradient', () => {
    const rate = parameter(0.5);
    const loss = sum(mul(dropout(rate as Node as Node<readonly []>)(many()), 3));
    const { pass, close } = training([gradient(add(loss, mul(rate, 7)) as Node, rate as Node)], { steps: true });
    expect(pass()[0]!.item()).toBe(7);
    close();
  });

  it('has the dtype of the input', () => {
    const rate = input('rate', [], 'float32');
    rate.set(0.5);
    const x = constant([1, 2, 3, 4], { dtype: 'float64' });
    const { pass, close } = training([dropout(rate)(x) as Node], { steps: true });
    expect(pass()[0]!.dtype).toBe('float64');
    close();
  });

  it.each([1, -0.25, NaN, Infinity])('is refused in a pass if a node has %d', value => {
    const rate = input('rate', []);
    const { pass, close } = steps(rate);
    rate.set(value);
    expect(pass).toThrow(`dropout: the rate must be from 0 to below 1, got ${value}. Check rate.`);
    rate.set(0.5);
    expect(Math.abs(share(pass()[0]!) - 0.5)).toBeLessThan(bound(0.5));
    close();
  });

  it('is refused when a stream emits a number out of range', () => {
    const rate$ = new Subject<number>();
    const { pass, close } = steps(rate$);
    rate$.next(0.5);
    pass();
    rate$.next(1.5);
    expect(pass).toThrow('dropout: the rate must be from 0 to below 1, got 1.5. Try 0.5.');
    expect(rate$.observed).toBe(false);
    close();
  });

  it('passes on the error of its stream', () => {
    const { pass, close } = steps(
      new Observable<number>(subscriber => subscriber.error(new Error('The slider broke.'))),
    );
    expect(pass).toThrow('The slider broke.');
    close();
  });

  it('is refused when the layer is made if it is none, by the name of each layer', () => {
    for (const [name, layer] of Object.entries({ dropout, gaussianDropout, spatialDropout })) {
      for (const rate of [-0.1, 1, NaN])
        expect(() => layer(rate)).toThrow(`${name}: the rate must be from 0 to below 1, got ${rate}. Try 0.5.`);
      expect(() => layer('0.5' as never)).toThrow(
        `${name}: the rate must be a number, a node, an observable or a schedule, got '0.5'. Try 0.5.`,
      );
      expect(() => layer(input('rates', [2]) as never)).toThrow(
        `${name}: the rate must be a scalar, got rates float32 [2]. Reduce it to one number.`,
      );
      expect(() => layer(0.5)(constant([1], { dtype: 'int32' }))).toThrow(
        `${name}: the input must be float32 or float64, got int32. Convert it with cast.`,
      );
    }
  });
});
