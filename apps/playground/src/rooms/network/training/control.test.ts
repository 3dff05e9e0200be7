import { filter, firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { NetworkControl } from './control.ts';
import { SIDE } from './maps.ts';
import { FIRST, LAST_STEP, type Settings } from './settings.ts';

const opened: NetworkControl[] = [];

function open(changes: Partial<Settings> = {}): NetworkControl {
  const control = new NetworkControl({ ...FIRST, layers: [4], ...changes });
  opened.push(control);
  return control;
}

const settingsOf = (control: NetworkControl): Settings => control.state$.value.settings;

/** Goes to a step, and waits until it is reached. */
async function arrived(control: NetworkControl, step: number): Promise<void> {
  control.goTo(step);
  await firstValueFrom(control.state$.pipe(filter(({ target }) => target === undefined)));
  expect(settingsOf(control).step).toBe(step);
}

afterEach(() => {
  for (const control of opened.splice(0)) control.close();
});

describe('the control of a training', () => {
  it('has the same numbers at a step, however it gets there', async () => {
    const [one, other] = [open(), open()];
    await arrived(one, 120);
    await arrived(other, 300);
    await arrived(other, 40);
    for (let i = 0; i < 80; i++) other.goTo(settingsOf(other).step + 1);
    expect(other.state$.value.now).toEqual(one.state$.value.now);
    expect(other.state$.value.curves).toEqual(one.state$.value.curves);
  });

  it('keeps a slider from the step on at which it was moved, and only its last value after a new start', async () => {
    const control = open();
    await arrived(control, 10);
    control.slide('rate', 0.1);
    expect(settingsOf(control).dials['rate']).toEqual([
      [0, 0.01],
      [10, 0.1],
    ]);
    control.reset();
    expect(settingsOf(control)).toMatchObject({ step: 0, dials: { rate: [[0, 0.1]] } });
  });

  it('begins again when the network or its data change, and keeps the rest', async () => {
    const control = open();
    await arrived(control, 10);
    control.setWeight({ layer: 0, from: 1, to: 2 }, 3);
    expect(settingsOf(control).edits).toHaveLength(1);
    control.choose({ layers: [4, 2] });
    expect(settingsOf(control)).toMatchObject({ step: 0, edits: [], layers: [4, 2] });
    control.choose({ optimizer: 'sgd' });
    expect(Object.keys(settingsOf(control).dials)).toEqual(['rate']);
  });

  it('adds points with as many classes as they need, and removes them with their class', () => {
    const control = open();
    control.addPoint([1.234, -0.001], 3);
    expect(settingsOf(control)).toMatchObject({ points: [[1.23, 0, 3]], classes: 4 });
    expect(control.run.points.train).toHaveLength(201);
    control.chooseShape('xor');
    expect(settingsOf(control).classes).toBe(4);
    control.chooseClasses(2);
    expect(settingsOf(control).points).toEqual([]);
  });

  it('has nothing to learn or to measure without points', async () => {
    const control = open({ shape: 'none' });
    await arrived(control, 10);
    expect(control.state$.value.now).toEqual({ step: 10, train: undefined, test: undefined });
    control.addPoint([1, 1], 0);
    control.addPoint([-1, 1], 1);
    await arrived(control, 100);
    expect(control.state$.value.now.train!.accuracy).toBe(1);
  });

  it('shows what the next step does without taking it', async () => {
    const control = open({ optimizer: 'momentum', dials: { rate: [[0, 0.1]], decay: [[0, 0.9]] } });
    await arrived(control, 25);
    const before = Float32Array.from(control.maps.read().values);
    const measured = control.state$.value.now;
    const { maps, most } = control.readAhead();
    expect(most).toBeGreaterThan(0);
    expect(control.maps.read().values).toEqual(before);
    await arrived(control, 26);
    const after = control.maps.read();
    expect(maps.values).toEqual(after.values.map((value, i) => value - before[i]!));
    expect(after.values).toHaveLength(2 * SIDE * SIDE);
    await arrived(control, 25);
    expect(control.state$.value.now).toEqual(measured);
  });

  it('computes the maps of hidden units only while somebody watches them', () => {
    const { maps } = open();
    expect(maps.read()).toMatchObject({ stride: 2, classes: 0 });
    const unwatch = maps.watchUnits();
    expect(maps.read()).toMatchObject({ stride: 6, classes: 4 });
    unwatch();
    expect(maps.read()).toBe(maps.read());
  });

  it('ends at the last step', async () => {
    const control = open({ layers: [1] });
    control.goTo(LAST_STEP + 5);
    expect(control.state$.value.target).toBe(LAST_STEP);
    control.pause();
    expect(control.state$.value.target).toBeUndefined();
  });
});
