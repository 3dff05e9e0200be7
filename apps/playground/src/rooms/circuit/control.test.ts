import { read } from '@thalweg/graph';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CircuitControl } from './control.ts';
import { firstSettings, speeds } from './settings.ts';

function opened() {
  const control = new CircuitControl(firstSettings());
  return { control, state: () => control.state$.value };
}

describe('what a visitor does to a circuit', () => {
  it('moving an input computes only what depends on it', () => {
    const { control, state } = opened();
    control.walk(99);
    control.move('z', 2);
    expect(state().moved).toEqual({
      name: 'z',
      recomputed: { operations: 1, ofOperations: 2, gradients: 3, ofGradients: 5 },
    });
    control.move('x', 1);
    expect(state().moved!.recomputed).toMatchObject({ operations: 2, gradients: 1 });
    expect(read(state().circuit.root).item()).toBe(12);
    expect(state().settings.values.get('x')).toBe(1);
  });

  it('nothing is computed, or held, before the walk comes to it', () => {
    const { control, state } = opened();
    const { root } = state().circuit;
    expect(state()).toMatchObject({ position: 0, isPlaying: false, settings: { at: 0 } });
    expect(root.circuit!.live.size).toBe(0);
    control.move('x', 1);
    expect(state().moved!.recomputed).toMatchObject({ operations: 0, ofOperations: 0, gradients: 0 });
    control.walk(1);
    expect(root.circuit!.live.size).toBe(3);
    control.walk(99);
    expect(state()).toMatchObject({ position: 7, settings: { at: 'end' } });
    control.close();
    expect(root.circuit!.live.size).toBe(0);
  });

  it('another expression takes over the values of inputs with the same names', () => {
    const { control, state } = opened();
    control.move('x', 7);
    control.walk(3);
    control.type('x * w');
    expect([...state().values]).toEqual([
      ['x', 7],
      ['w', 0.5],
    ]);
    expect(state()).toMatchObject({ position: 0, settings: { on: undefined, text: 'x * w' } });
    control.choose('sigmoid');
    expect(state().values.get('w0')).toBe(2);
  });

  it('what is no expression, or no number, changes nothing and is told of', () => {
    const { control, state } = opened();
    const { circuit } = state();
    control.type('(x +');
    expect(state()).toMatchObject({ circuit, typed: '(x +', settings: { on: 'first' } });
    expect(state().problem).toContain('must be complete');
    control.enter('x', '1e999');
    expect(state().refused).toBe('An input must be a number up to about 1.8e308, got “1e999”. x stays -2.');
    control.enter('x', '−3');
    expect(state().refused).toBeUndefined();
    expect(state().values.get('x')).toBe(-3);
    control.type(circuit.text!);
    expect(state().typed).toBe('(x + y) * z');
  });

  it('an address with a text that is no expression opens the first circuit', () => {
    const control = new CircuitControl({ ...firstSettings(), on: undefined, text: 'x y' });
    expect(control.state$.value).toMatchObject({ typed: 'x y', settings: { on: 'first' } });
    expect(control.state$.value.problem).toContain('There must be a single expression');
  });
});

describe('playing', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('goes a step at once and one after each period, ends at the end, and starts again from the start', () => {
    const { control, state } = opened();
    control.play();
    expect(state()).toMatchObject({ position: 1, isPlaying: true });
    vi.advanceTimersByTime(state().speed.period);
    expect(state().position).toBe(2);
    vi.advanceTimersByTime(6 * state().speed.period);
    expect(state()).toMatchObject({ position: 7, isPlaying: false, settings: { at: 'end' } });
    control.play();
    expect(state()).toMatchObject({ position: 0, isPlaying: true });
    control.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stops when the visitor takes a step, or chooses another circuit', () => {
    const { control, state } = opened();
    control.play();
    control.walk(5);
    expect(state()).toMatchObject({ position: 5, isPlaying: false });
    control.play();
    control.choose('neuron');
    expect(state()).toMatchObject({ position: 0, isPlaying: false });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has the speed that was chosen, also while it plays and in the next circuit', () => {
    const { control, state } = opened();
    const [slow, , fast] = speeds;
    control.play();
    control.pace(fast);
    const { position } = state();
    vi.advanceTimersByTime(2 * fast.period);
    expect(state().position).toBe(position + 2);
    control.pace(slow);
    control.choose('sigmoid');
    expect(state().speed).toBe(slow);
    control.close();
  });
});

describe('an example of tensors', () => {
  it('has elements that are changed one by one', () => {
    const { control, state } = opened();
    control.choose('network');
    expect([...state().values.keys()].slice(0, 5)).toEqual(['x11', 'x12', 'W11', 'W12', 'W13']);
    control.walk(99);
    control.enter('V21', '0.25');
    expect(read(state().circuit.inputs.get('V')!).toArray()).toEqual([[1], [0.25], [0.7]]);
    expect(state().moved!.recomputed.operations).toBe(4);
    expect(state().settings.values.get('V21')).toBe(0.25);
    control.type('');
    expect(state().problem).toContain('must have an input');
  });
});
