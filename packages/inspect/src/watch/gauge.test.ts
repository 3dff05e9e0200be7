import { feed, fromObservable, input, parameter, type Node } from '@thalweg/graph';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Gauge } from './gauge.ts';

function gaugeOf(node: Node) {
  const shown: unknown[] = [];
  let changes = 0;
  const gauge = new Gauge(
    node,
    value => shown.push(value.item()),
    error => shown.push(String(error)),
  );
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

  it('draws nothing where there is no value yet', () => {
    const { gauge, shown, changed } = gaugeOf(input('x', []) as unknown as Node);
    gauge.listen(changed);
    gauge.draw();
    expect(shown).toEqual([]);
  });
});
