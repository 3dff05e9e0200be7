import { NEVER, Subject } from 'rxjs';
import { effectScope } from 'vue';
import { describe, expect, it } from 'vitest';
import { useTraining } from './index.ts';

describe('useTraining in an effect scope', () => {
  it('starts at once, shows what comes, and stops with the scope', () => {
    const steps = new Subject<{ step: number }>();
    const scope = effectScope();
    const { status, last, error } = scope.run(() => useTraining(steps))!;
    expect(status.value).toBe('running');
    steps.next({ step: 1 });
    expect(last.value).toEqual({ step: 1 });
    expect(error.value).toBeUndefined();
    scope.stop();
    expect(steps.observed).toBe(false);
  });

  it('waits for start if it is asked to', () => {
    const steps = new Subject<number>();
    const scope = effectScope();
    const { status, start } = scope.run(() => useTraining(steps, { autoStart: false }))!;
    expect([status.value, steps.observed]).toEqual(['idle', false]);
    start();
    expect([status.value, steps.observed]).toEqual(['running', true]);
    scope.stop();
  });

  it('shows the error of a training', () => {
    const steps = new Subject<number>();
    const scope = effectScope();
    const { status, error } = scope.run(() => useTraining(steps))!;
    steps.error('broken');
    expect([status.value, error.value]).toEqual(['failed', 'broken']);
    scope.stop();
  });

  it('refuses an option that it does not know', () => {
    const options = { autostart: false } as object;
    expect(() => effectScope().run(() => useTraining(NEVER, options))).toThrow(/autoStart/);
  });
});
