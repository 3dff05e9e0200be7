import { describe, expect, it } from 'vitest';
import { walkAction } from './follow-walk.ts';

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
