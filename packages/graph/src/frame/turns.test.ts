import { config, Subject } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { add, becomes, feed, fromObservable, GraphError, input, parameter, state, type Node } from '../index.ts';
import { hear } from '../testing/hear.ts';
import { number, stepper } from '../testing/stepping.ts';

/** The message of what a call throws, which must be a `GraphError`. */
function thrownBy(act: () => void): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(GraphError);
    return (error as GraphError).message;
  }
  return 'nothing';
}

const endless = (name: string): string =>
  `${name}: a chain of turns must end, got 10000 turns, each asked for in the one before. ` +
  `Look for a subscriber that causes what it observes, or write a rule with becomes.`;

describe('a chain of turns', () => {
  it('without end is an error of the outermost caller, which names the source', () => {
    const w = parameter(0, { name: 'w' });
    let passes = 0;
    const heard = hear(w, value => {
      passes++;
      if (value !== 0) w.set(value + 1);
    });
    expect(thrownBy(() => w.set(1))).toBe(endless('w'));
    expect(passes).toBe(10_002);
    expect(heard.errors).toEqual([]);
  });

  it('names a source by its kind if it has no name', () => {
    const w = state(0);
    hear(w, value => value !== 0 && w.set(value + 1));
    expect(thrownBy(() => w.set(1))).toBe(endless('state'));
  });

  it('names a source of the loop, not one that is set on the way', () => {
    const [log, w] = [state(0, { name: 'log' }), parameter(0, { name: 'w' })];
    hear(add(w, add(log, w)));
    hear(w, value => {
      if (value === 0) return;
      log.set(value);
      w.set(value + 1);
    });
    expect(thrownBy(() => w.set(1))).toBe(endless('w'));
  });

  it('goes through several sources, feeds and circuits', () => {
    const [a, b] = [state(0, { name: 'a' }), state(0, { name: 'b' })];
    hear(a, value => value > 0 && feed([b, value]));
    hear(b, value => value > 0 && a.set(value));
    expect(thrownBy(() => feed([a, 1]))).toMatch(/^[ab]: a chain of turns/);
  });

  it('leaves observers and the circuit as they are', () => {
    const w = parameter(0, { name: 'w' });
    let loops = true;
    hear(w, value => value !== 0 && loops && w.set(value + 1));
    const other = hear(add(w, 1));
    expect(thrownBy(() => w.set(1))).toBe(endless('w'));
    expect(other.values.at(-1)).toBe(number(w) + 1);
    loops = false;
    w.set(-7);
    expect(other.values.at(-1)).toBe(-6);
    expect(w.circuit.idle).toBe(true);
    loops = true;
    expect(thrownBy(() => w.set(1))).toBe(endless('w'));
  });

  it('does what else was asked for in the same turns', () => {
    const [w, count] = [parameter(0, { name: 'w' }), state(0)];
    add(w, count);
    hear(w, value => {
      if (value === 0) return;
      w.set(value + 1);
      if (value === 9000) for (let i = 0; i < 500; i++) count.set(i);
    });
    expect(thrownBy(() => w.set(1))).toBe(endless('w'));
    expect(number(count)).toBe(499);
  });

  it('of steps fails the step that is one too many', () => {
    const count = state(0, { dtype: 'float64' });
    const frame = stepper([becomes(count, add(count, 1))]);
    const failures: unknown[] = [];
    const again = (): void => frame.run([], outcome => ('error' in outcome ? failures.push(outcome.error) : again()));
    again();
    expect(failures.map(String)).toEqual([`GraphError: ${endless('a step or a pass')}`]);
    expect(number(count)).toBe(10_001);
    const rows = stepper([becomes(count, add(count, 1))]);
    const byRows = (): void =>
      rows.runRows([], 1, ({ failure }) => (failure ? failures.push(failure.error) : byRows()));
    byRows();
    expect(failures).toHaveLength(2);
    expect(number(count)).toBe(20_002);
  });

  it('that is long and ends is none: 20,000 requests from one pass, and 9,000 one after another', () => {
    const count = state(0, { dtype: 'float64' });
    const frame = stepper([becomes(count, add(count, 1))]);
    const x = input('x', []);
    let done = 0;
    hear(x, value => {
      if (value === 1) for (let i = 0; i < 20_000; i++) frame.run([], () => done++);
    });
    x.set(1);
    expect([number(count), done]).toEqual([20_000, 20_000]);
    const w = parameter(0);
    hear(w, value => value > 0 && value < 9000 && w.set(value + 1));
    w.set(1);
    expect(number(w)).toBe(9000);
  });

  it('that a stream sets off is reported, and fails no observer', async () => {
    const reported = vi.fn();
    config.onUnhandledError = reported;
    onTestFinished(() => {
      config.onUnhandledError = null;
    });
    const stream$ = new Subject<number>();
    const x = fromObservable(stream$, { name: 'x' });
    const w = parameter(0, { name: 'w' });
    const sum = hear(add(x, w) as Node, value => value > 0 && w.set(number(w) + 1));
    stream$.next(1);
    await expect.poll(() => String(reported.mock.calls)).toContain(endless('w'));
    stream$.next(-20_000);
    expect(sum.errors).toEqual([]);
    expect(sum.values.at(-1)).toBe(number(w) - 20_000);
  });
});
