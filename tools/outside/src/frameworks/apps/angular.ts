import 'zone.js';
import '@angular/compiler';
import { AsyncPipe } from '@angular/common';
import { Component, provideZoneChangeDetection, type Type } from '@angular/core';
import { bootstrapApplication, provideClientHydration } from '@angular/platform-browser';
import { nodeSignal, trainingSignal } from '@thalweg/angular';
import { shown, Shown } from './angular-shown.ts';
import { diamond, meanOf, painted, place, until, type Diamond, type Mean } from './circuit.ts';

/** What the components of the page under way show. */
const page: { circuit: Diamond; model: Mean; checks: number; first?: number; starts: number } = {
  circuit: diamond(),
  model: meanOf(1),
  checks: 0,
  starts: 0,
};

@Component({ selector: 'app-value', template: '<b>{{ value().item() }}</b>' })
class Value {
  readonly value = nodeSignal(page.circuit.f);
  constructor() {
    page.first = this.value().item();
  }
}

@Component({
  selector: 'app-training',
  imports: [AsyncPipe],
  template: `
    <p>{{ training.status() }} {{ training.last()?.step }}</p>
    <i>{{ (training.state$ | async)?.status }}</i>
    <i>{{ (training.state$ | async)?.last?.step }}</i>
    <u>{{ mean().item() }}</u>
  `,
})
class Trained {
  readonly training = trainingSignal(running => (page.starts++, page.model.steps(running)));
  readonly mean = nodeSignal(page.model.mean, { frames: true });
  ngDoCheck(): void {
    page.checks++;
  }
}

/** Starts an app with one component. */
async function start<T>(component: Type<T>, tag: string) {
  const main = place();
  main.append(document.createElement(tag));
  const app = await bootstrapApplication(component, { providers: [provideZoneChangeDetection()] });
  return { main, app };
}

/** The value is there when the component is made; afterwards, the page shows each pass. */
async function shows() {
  page.circuit = diamond();
  const { x, slots } = page.circuit;
  const { main, app } = await start(Value, 'app-value');
  const texts = [main.textContent];
  for (const value of [1, 5]) {
    x.set(value);
    await painted();
    texts.push(main.textContent);
  }
  const subscribed = slots();
  app.destroy();
  return { first: page.first, texts, subscribed: subscribed > 0, left: slots() };
}

/** A training with two async pipes, and the number of checks and of frames while it ran. */
async function trains(count: number) {
  const model = (page.model = meanOf(count));
  Object.assign(page, { checks: 0, starts: 0 });
  let frames = 0;
  let ended = false;
  const countFrames = () => {
    frames++;
    if (!ended) requestAnimationFrame(countFrames);
  };
  // Zone.js would check after each of these frames.
  const outside = (globalThis as { Zone?: { root: { run(call: () => void): void } } }).Zone!.root;
  outside.run(() => requestAnimationFrame(countFrames));
  const begin = performance.now();
  const { main, app } = await start(Trained, 'app-training');
  await new Promise<void>(resolve =>
    outside.run(() => void until(() => main.textContent.includes('complete')).then(resolve)),
  );
  await painted();
  ended = true;
  const ms = performance.now() - begin;
  const { checks, starts } = page;
  const texts = [...main.querySelectorAll('p, i')].map(({ textContent }) => textContent);
  const mean = Number(main.querySelector('u')!.textContent);
  app.destroy();
  return { texts, mean, starts, checks, frames, ms, value: model.value(), expected: model.expected() };
}

/** A training whose component is destroyed while it runs. */
async function stops() {
  const model = (page.model = meanOf(1_000_000));
  const { main, app } = await start(Trained, 'app-training');
  await until(() => /running \d/.test(main.textContent));
  app.destroy();
  const value = model.value();
  for (let frame = 0; frame < 3; frame++) await painted();
  return { moved: value !== 0, movedAfterwards: model.value() !== value, left: model.mean.circuit!.live.size };
}

/** Takes over the page that a server has rendered. */
async function hydrates() {
  const main = document.querySelector('app-shown')!;
  const rendered = main.querySelector('b');
  const texts = [main.textContent];
  const warnings: unknown[] = [];
  Object.assign(console, {
    warn: (...given: unknown[]) => warnings.push(given),
    error: (...given: unknown[]) => warnings.push(given),
  });
  const providers = [provideZoneChangeDetection(), provideClientHydration()];
  const app = await bootstrapApplication(Shown, { providers });
  await until(() => main.textContent.includes('complete'));
  shown.circuit.x.set(5);
  await painted();
  await painted();
  texts.push(main.textContent);
  const kept = rendered !== null && rendered === main.querySelector('b');
  app.destroy();
  return { texts, kept, starts: shown.starts, warnings: warnings.map(String), left: shown.circuit.slots() };
}

Object.assign(globalThis, { app: { shows, trains, stops, hydrates } });
