import {
  fromPlatformObservable,
  input,
  mul,
  read,
  toPlatformObservable,
  type PlatformObservable,
} from '@thalweg/graph';
import { diamond, place } from './circuit.ts';

/** A node as the platform's observable: its operators, and an abort that ends the subscription. */
function hands() {
  const { x, f, slots } = diamond();
  const platform = toPlatformObservable(f);
  const Platform = (globalThis as unknown as { Observable: abstract new () => unknown }).Observable;
  const seen: number[] = [];
  const controller = new AbortController();
  platform.map(value => value.item()).subscribe({ next: value => seen.push(value) }, { signal: controller.signal });
  x.set(1);
  const subscribed = slots();
  controller.abort();
  x.set(5);
  return { isPlatforms: platform instanceof Platform, seen, subscribed: subscribed > 0, left: slots() };
}

/** Events of an element, through the platform's operators, as the source of an input. */
function takes() {
  const button = place().appendChild(document.createElement('button'));
  const x = input('x', []);
  const doubled = mul(x, 2);
  let clicks = 0;
  const clicks$ = (button as unknown as { when(type: string): PlatformObservable<Event> })
    .when('click')
    .map(() => ++clicks);
  const subscription = x.from(fromPlatformObservable(clicks$));
  const seen: number[] = [];
  for (let i = 0; i < 3; i++) {
    button.click();
    seen.push(read(doubled).item());
  }
  subscription.unsubscribe();
  button.click();
  return { seen, clicks };
}

Object.assign(globalThis, { app: { hands, takes } });
