import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StreamControl, type StreamState } from './control.ts';
import { firstSettings, LAST_EVENT, MOST_DRIFTS, type Settings } from './settings.ts';

const opened: StreamControl[] = [];
function open(changes: Partial<Settings> = {}): StreamControl {
  const control = new StreamControl({ ...firstSettings(), event: 0, ...changes });
  opened.push(control);
  return control;
}
const settled = (control: StreamControl): StreamState => {
  while (control.state$.value.catchingUp !== undefined) vi.advanceTimersByTime(1);
  return control.state$.value;
};

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] }));
afterEach(() => {
  for (const control of opened.splice(0)) control.close();
  vi.useRealTimers();
});

describe('the control of a stream', () => {
  it('goes on by one event, and by a hundred', () => {
    const control = open();
    control.step(1);
    expect(settled(control).view.event).toBe(1);
    control.step(100);
    expect(settled(control).view.event).toBe(101);
  });

  it('runs again up to the same event when what determines the stream changes', () => {
    const control = open({ event: 300 });
    const before = settled(control).view;
    control.change({ late: 100 });
    const delayed = settled(control).view;
    expect([delayed.event, delayed.waiting]).toEqual([300, 100]);
    expect(delayed.accuracies).not.toEqual(before.accuracies);
    control.change({ late: 0 });
    expect(settled(control).view.accuracies).toEqual(before.accuracies);
  });

  it('begins a drift after the current event, without running again', () => {
    const control = open({ event: 200 });
    const { history } = settled(control).view;
    control.drift('sudden');
    expect(control.state$.value.settings.drifts).toEqual([{ kind: 'sudden', at: 200 }]);
    expect(control.state$.value.view.history).toBe(history);
    control.drift('gradual');
    expect(control.state$.value.settings.drifts).toEqual([{ kind: 'gradual', at: 200 }]);
  });

  it('keeps drifts in order, also those after a restart, up to a largest number', () => {
    const control = open({ event: 50 });
    settled(control);
    control.drift('sudden');
    control.restart();
    settled(control);
    for (let i = 0; i < 2 * MOST_DRIFTS; i++) {
      control.drift('recurring');
      control.step(1);
      settled(control);
    }
    const places = control.state$.value.settings.drifts.map(({ at }) => at);
    expect(places).toEqual([...Array(MOST_DRIFTS - 1).keys(), 50]);
  });

  it('forgets what a removed drift has done', () => {
    const plain = settled(open({ event: 400 })).view;
    const control = open({ event: 400, drifts: [{ kind: 'sudden', at: 100 }] });
    expect(settled(control).view.accuracies).not.toEqual(plain.accuracies);
    control.undrift(0);
    expect(settled(control).view.accuracies).toEqual(plain.accuracies);
  });

  it('answers while it runs up to an event, and abandons that for another', () => {
    const control = open({ event: 5000 });
    expect(control.state$.value.catchingUp).toBeLessThan(5000);
    control.restart();
    expect(settled(control).view.event).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer when it is closed', () => {
    const control = open({ event: 5000 });
    expect(vi.getTimerCount()).toBe(1);
    control.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not go beyond the last event', () => {
    const control = open({ event: LAST_EVENT - 1 });
    control.step(100);
    expect(control.state$.value.settings.event).toBe(LAST_EVENT);
  });
});
