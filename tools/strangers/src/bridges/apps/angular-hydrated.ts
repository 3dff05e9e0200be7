import 'zone.js';
import '@angular/compiler';
import { provideZoneChangeDetection } from '@angular/core';
import { bootstrapApplication, provideClientHydration } from '@angular/platform-browser';
import { shown, Shown } from './angular-shown.ts';
import { painted, until } from './circuit.ts';

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

Object.assign(globalThis, { app: { hydrates } });
