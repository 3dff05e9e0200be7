import { add, feedOf, fillLike, input, mul, openFrame, parameter, registersOf, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { dense } from '../layers/dense.ts';
import { gruCell } from './gru-cell.ts';
import { lruCell } from './lru-cell.ts';
import { lstmCell } from './lstm-cell.ts';
import type { CellStep, RecurrentCell } from './recurrent-cell.ts';
import { recurrent, type RecurrentEventOptions } from './recurrent.ts';

/** A sum that fades by half, from a number that is not 0. */
const fading = (): RecurrentCell<{ readonly sum: Node }> => {
  const begin = parameter(8, { name: 'begin', dtype: 'float64' }) as Node;
  const step = ({ sum }: { readonly sum: Node }, x: Node): CellStep<{ readonly sum: Node }> => {
    const next = add(mul(sum, 0.5) as Node, x) as Node;
    return { carry: { sum: next }, output: next };
  };
  return Object.assign(step, { initial: (x: Node) => ({ sum: add(fillLike(x, 0) as Node, begin) as Node }) });
};

/** Runs a layer of it over numbers; with `steps`, each is an event. */
function running(options: RecurrentEventOptions & { readonly steps?: boolean } = {}) {
  const { steps = true, ...others } = options;
  const x = input('x', [1], 'float64');
  const reset = input('reset', [], 'bool');
  const y = x.pipe(recurrent(fading(), { reset: reset as Node, ...others }));
  const frame = openFrame({ outputs: [y], training: steps, steps });
  return (value: number, anew = false): number => {
    let told = NaN;
    frame.run([feedOf(x, [value]), feedOf(reset, anew)], outcome => {
      if ('error' in outcome) throw outcome.error;
      told = outcome.outputs[0]!.item();
    });
    return told;
  };
}

const namesOf = (y: Node): string[] => registersOf(y).map(({ name }) => name);

describe('recurrent', () => {
  it('hands the carry on from event to event, and starts from the initial one', () => {
    const event = running();
    expect([1, 0, 0].map(x => event(x))).toEqual([5, 2.5, 1.25]);
  });

  it('starts anew before an event with the flag', () => {
    const event = running();
    expect([event(1), event(1), event(1, true), event(0)]).toEqual([5, 3.5, 5, 2.5]);
  });

  it('goes over the last events again, with the same values', () => {
    const event = running({ truncate: 3 });
    expect([event(1), event(0), event(0), event(0), event(1, true), event(0), event(0), event(0)]).toEqual([
      5, 2.5, 1.25, 0.625, 5, 2.5, 1.25, 0.625,
    ]);
  });

  it('does not move when it is read', () => {
    const read = running({ steps: false });
    expect([read(1), read(1), read(1)]).toEqual([5, 5, 5]);
  });

  it('takes one vector, or a batch of one row', () => {
    const layer = () => recurrent(gruCell(4));
    expect(input('x', [2]).pipe(layer()).shape).toEqual([4]);
    expect(input('x', ['batch', 2]).pipe(layer(), dense(3)).shape).toEqual(['batch', 3]);
    expect(input('x', [1, 2]).pipe(layer()).shape).toEqual([1, 4]);
    expect(() => input('x', [3, 2]).pipe(layer())).toThrow(
      'recurrent: an event must be one record, a batch of one row',
    );
    expect(() => input('x', ['batch', 5, 2]).pipe(layer())).toThrow('the shape must be [in] or [batch, in]');
    expect(() => layer()(input('x', []))).toThrow('the shape must be [in] or [batch, in]');
  });

  it('refuses a pass with another number of rows', () => {
    const x = input('x', ['batch', 2]);
    const frame = openFrame({ outputs: [x.pipe(recurrent(gruCell(4)))], steps: true });
    const pass = (rows: number[][]): unknown => {
      let told: unknown;
      frame.run([feedOf(x, rows)], outcome => (told = 'error' in outcome ? outcome.error : outcome.outputs[0]!.shape));
      return told;
    };
    expect(pass([[1, 2]])).toEqual([1, 4]);
    expect(pass([[1, 2], [3, 4]])).toMatchObject({ message: expect.stringContaining('an event must be one record') as string }); // prettier-ignore
  });

  it('names its states, and shares them when it is applied again', () => {
    const x = input('x', [2]);
    const layer = recurrent(lstmCell(3));
    const [a, b] = [x.pipe(layer), input('z', [2]).pipe(layer)];
    expect(namesOf(a).filter(name => name.startsWith('recurrent')).sort()).toEqual(['recurrent1/c', 'recurrent1/first', 'recurrent1/h']); // prettier-ignore
    expect(new Set(registersOf(a))).toEqual(new Set(registersOf(b)));
    expect(() => openFrame({ outputs: [a, b], steps: true })).toThrow('a step may write a register once');
    const traced = x.pipe(recurrent(lruCell(3), { traces: true, name: 'memory' }));
    expect(namesOf(traced)).toContain('memory/weightTrace/im');
    expect(namesOf(x.pipe(recurrent(lruCell(3), { truncate: 2 })))).toContain('recurrent2/inputs');
  });

  it('refuses what it cannot do', () => {
    expect(() => recurrent(gruCell(3), { traces: true })).toThrow('Take lruCell');
    expect(() => recurrent(lruCell(3), { traces: true, truncate: 2 })).toThrow('truncate must be left out with traces'); // prettier-ignore
    expect(() => recurrent(gruCell(3), { truncate: 0 })).toThrow('truncate must be a positive whole number');
    expect(() => recurrent(gruCell(3), { truncated: 2 } as never)).toThrow("Did you mean 'truncate'?");
    expect(() => recurrent(undefined as never)).toThrow('the cell must be a function');
    expect(() => input('x', [2]).pipe(recurrent(gruCell(3), { reset: input('first', []) as Node }))).toThrow('reset must be bool'); // prettier-ignore
    expect(() => recurrent(gruCell(3), { keys: 'user' as never })).toThrow('keys must be');
  });
});
