import { feed, fromObservable, input, parameter, type Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Gauge } from './gauge.ts';

function gaugeOf(node: Node, isRevealed?: () => boolean) {
  const shown: unknown[] = [];
  let changes = 0;
  const display = {
    show: (value: Tensor) => shown.push(value.item()),
    fail: (error: unknown) => shown.push(String(error)),
    blank: () => shown.push('blank'),
    mark: () => {},
  };
  const gauge = new Gauge(node, display, isRevealed);
  return { gauge, shown, changed: () => changes++, changes: () => changes };
}

describe('Gauge', () => {
  it('draws the last value that was told, and none after it was stopped', () => {
    const x = parameter(1);
    const { gauge, shown, changed, changes } = gaugeOf(x as unknown as Node);
    gauge.listen(changed);
    for (const value of [2, 3]) feed([x, value]);
    expect(changes()).toBe(3);
    gauge.draw();
    gauge.stop();
    feed([x, 4]);
    gauge.draw();
    expect(shown).toEqual([3]);
    expect(x.circuit.live.size).toBe(0);
  });

  it('draws why there is no value, and listens again', () => {
    const values = new Subject<number>();
    const { gauge, shown, changed } = gaugeOf(fromObservable(values) as unknown as Node);
    gauge.listen(changed);
    values.error(new Error('no more'));
    gauge.draw();
    expect(gauge.failed).toBe(true);
    expect(shown).toEqual(['Error: no more']);
  });

  it('that is not to be revealed is blank, and listens to nothing', () => {
    const x = parameter(1);
    let isRevealed = false;
    const { gauge, shown, changed } = gaugeOf(x as unknown as Node, () => isRevealed);
    gauge.listen(changed);
    gauge.renew(changed, true);
    expect(shown).toEqual(['blank']);
    expect(x.circuit.live.size).toBe(0);
    isRevealed = true;
    gauge.renew(changed, false);
    expect(x.circuit.live.size).toBe(0);
    gauge.renew(changed, true);
    gauge.draw();
    isRevealed = false;
    gauge.renew(changed, true);
    expect(shown).toEqual(['blank', 1, 'blank']);
    expect(x.circuit.live.size).toBe(0);
  });

  it('has news where it is told more than what every subscriber finds', () => {
    const x = parameter(1);
    const { gauge, changed } = gaugeOf(x as unknown as Node);
    gauge.listen(changed);
    expect(gauge.isNews).toBe(false);
    feed([x, 2]);
    expect(gauge.isNews).toBe(true);
    gauge.listen(changed);
    expect(gauge.isNews).toBe(false);
  });

  it('draws nothing where there is no value yet', () => {
    const { gauge, shown, changed } = gaugeOf(input('x', []) as unknown as Node);
    gauge.listen(changed);
    gauge.draw();
    expect(shown).toEqual([]);
  });
});
