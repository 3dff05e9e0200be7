import { feed, fromObservable, input, parameter, type Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { NodeSubscription } from './watcher.ts';

function subscriptionOf(node: Node, isRevealed?: () => boolean) {
  const shown: unknown[] = [];
  let changes = 0;
  const display = {
    show: (value: Tensor) => shown.push(value.item()),
    fail: (error: unknown) => shown.push(String(error)),
    blank: () => shown.push('blank'),
    mark: () => {},
  };
  const subscription = new NodeSubscription(node, display, isRevealed);
  return { subscription, shown, changed: () => changes++, changes: () => changes };
}

describe('NodeSubscription', () => {
  it('draws the last value that was emitted, and none after it was stopped', () => {
    const x = parameter(1);
    const { subscription, shown, changed, changes } = subscriptionOf(x as unknown as Node);
    subscription.listen(changed);
    for (const value of [2, 3]) feed([x, value]);
    expect(changes()).toBe(3);
    subscription.draw();
    subscription.stop();
    feed([x, 4]);
    subscription.draw();
    expect(shown).toEqual([3]);
    expect(x.circuit.live.size).toBe(0);
  });

  it('draws why there is no value, and listens again', () => {
    const values = new Subject<number>();
    const { subscription, shown, changed } = subscriptionOf(fromObservable(values) as unknown as Node);
    subscription.listen(changed);
    values.error(new Error('no more'));
    subscription.draw();
    expect(subscription.failed).toBe(true);
    expect(shown).toEqual(['Error: no more']);
  });

  it('that is not to be revealed is blank, and listens to nothing', () => {
    const x = parameter(1);
    let isRevealed = false;
    const { subscription, shown, changed } = subscriptionOf(x as unknown as Node, () => isRevealed);
    subscription.listen(changed);
    subscription.renew(changed, true);
    expect(shown).toEqual(['blank']);
    expect(x.circuit.live.size).toBe(0);
    isRevealed = true;
    subscription.renew(changed, false);
    expect(x.circuit.live.size).toBe(0);
    subscription.renew(changed, true);
    subscription.draw();
    isRevealed = false;
    subscription.renew(changed, true);
    expect(shown).toEqual(['blank', 1, 'blank']);
    expect(x.circuit.live.size).toBe(0);
  });

  it('is recomputed once it receives more than the value that every subscriber finds', () => {
    const x = parameter(1);
    const { subscription, changed } = subscriptionOf(x as unknown as Node);
    subscription.listen(changed);
    expect(subscription.isRecomputed).toBe(false);
    feed([x, 2]);
    expect(subscription.isRecomputed).toBe(true);
    subscription.listen(changed);
    expect(subscription.isRecomputed).toBe(false);
  });

  it('draws nothing where there is no value yet', () => {
    const { subscription, shown, changed } = subscriptionOf(input('x', []) as unknown as Node);
    subscription.listen(changed);
    subscription.draw();
    expect(shown).toEqual([]);
  });
});
