import type { CircuitElement, Travel } from '@thalweg/inspect';
import { describe, expect, it } from 'vitest';
import { CircuitControl } from './control.ts';
import { followWalk, walkAction } from './follow-walk.ts';
import { firstSettings } from './settings.ts';

/** A view that records each journey, and ends it when the test says so. */
function followed() {
  const control = new CircuitControl(firstSettings());
  const travels: string[] = [];
  const arrivals: (() => void)[] = [];
  const element = {
    travel: (node: unknown, { pass }: Travel) => {
      travels.push(`${pass} ${nameOf(node)}`);
      return new Promise<void>(resolve => arrivals.push(resolve));
    },
  } as unknown as CircuitElement;
  const nameOf = (node: unknown): string => control.state$.value.circuit.names.get(node as never)!;
  const known = (): string[] => [...element.revealed!.values].map(nameOf);
  const following = followWalk(element, control.state$);
  return { control, element, travels, arrivals, known, nameOf, following };
}

describe('a view that follows the walk', () => {
  it('shows a step ahead when its numbers have arrived', async () => {
    const { control, element, travels, arrivals, known, nameOf } = followed();
    expect(known()).toEqual(['x', 'y', 'z']);
    control.walk(1);
    expect(travels).toEqual(['forward q']);
    expect(nameOf(element.current)).toBe('q');
    expect(known()).toEqual(['x', 'y', 'z']);
    arrivals[0]!();
    await Promise.resolve();
    expect(known()).toEqual(['x', 'y', 'z', 'q']);
  });

  it('shows any other position at once, and what arrives late changes nothing', async () => {
    const { control, travels, arrivals, known } = followed();
    control.walk(1);
    control.walk(5);
    expect(known()).toEqual(['x', 'y', 'z', 'q', 'f']);
    arrivals[0]!();
    await Promise.resolve();
    control.walk(0);
    expect(known()).toEqual(['x', 'y', 'z']);
    expect(travels).toEqual(['forward q']);
  });

  it('opens the panel of the box that a step is about: in the backward pass, the one that passes the gradient on', () => {
    const { control, element, nameOf } = followed();
    expect(nameOf(element.opened)).toBe('q');
    control.walk(3);
    expect(nameOf(element.opened)).toBe('f');
    control.walk(6);
    expect(nameOf(element.current)).toBe('y');
    expect(nameOf(element.opened)).toBe('q');
  });

  it('is left alone when the room closes', () => {
    const { control, element, following } = followed();
    following.unsubscribe();
    control.walk(7);
    expect(element.current).toBeUndefined();
  });
});

/** A key that is pressed in an element, which is inside of elements of the given names. */
const pressed = (key: string, inside: readonly string[] = [], more: Partial<KeyboardEvent> = {}): KeyboardEvent => {
  const closest = (names: string): unknown => (names.split(', ').some(name => inside.includes(name)) ? {} : null);
  return { key, target: { closest } as unknown as EventTarget, ...more } as KeyboardEvent;
};

describe('a key', () => {
  it('takes a step with the arrows, also on a button, and plays with the space bar', () => {
    expect(walkAction(pressed('ArrowRight', ['button']))).toBe('step');
    expect(walkAction(pressed('ArrowLeft'))).toBe('back');
    expect(walkAction(pressed(' '))).toBe('toggle');
  });

  it('does what it does anyway where an element uses it, and with other keys', () => {
    expect(walkAction(pressed(' ', ['button']))).toBeUndefined();
    expect(walkAction(pressed('ArrowRight', ['input']))).toBeUndefined();
    expect(walkAction(pressed('ArrowRight', ['thalweg-circuit']))).toBeUndefined();
    expect(walkAction(pressed('ArrowLeft', [], { altKey: true }))).toBeUndefined();
    expect(walkAction(pressed('Enter'))).toBeUndefined();
  });
});
