import { flushSync, mount, unmount, type Component } from 'svelte';
import { diamond, meanOf, painted, place, until } from './circuit.ts';
import Store from './store.svelte';
import Trained from './trained.svelte';
import Value from './value.svelte';

/** The value is there when the component is mounted; afterwards, a pass is an update. */
async function shows(way: 'store' | 'value') {
  const { x, f, slots } = diamond();
  const rendered: number[] = [];
  const main = place();
  const props = { node: f, updated: (value: number) => rendered.push(value) };
  const component = mount((way === 'store' ? Store : Value) as Component<typeof props>, { target: main, props });
  const first = main.textContent;
  for (const value of [1, 5]) flushSync(() => x.set(value));
  const subscribed = slots();
  await unmount(component);
  return { first, rendered, subscribed: subscribed > 0, left: slots() };
}

const mountTraining = (model: object, target: HTMLElement) =>
  mount(Trained as Component<{ model: object }>, { target, props: { model } });

async function trains(count: number) {
  const model = meanOf(count);
  const main = place();
  const component = mountTraining(model, main);
  await until(() => main.textContent!.startsWith('complete'));
  const text = main.textContent;
  await unmount(component);
  return { text, value: model.value(), expected: model.expected() };
}

/** A training whose component is unmounted while it runs. */
async function stops() {
  const model = meanOf(1_000_000);
  const main = place();
  const component = mountTraining(model, main);
  await until(() => /running \d/.test(main.textContent!));
  await unmount(component);
  const value = model.value();
  for (let frame = 0; frame < 3; frame++) await painted();
  return { moved: value !== 0, movedAfterwards: model.value() !== value };
}

Object.assign(globalThis, { app: { shows, trains, stops } });
