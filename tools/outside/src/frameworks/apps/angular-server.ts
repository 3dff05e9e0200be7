import 'zone.js/node';
import '@angular/compiler';
import { provideZoneChangeDetection } from '@angular/core';
import { bootstrapApplication, provideClientHydration } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import { shown, Shown } from './angular-shown.ts';

/** Renders the component for one request. */
function render(): Promise<string> {
  const providers = [provideServerRendering(), provideZoneChangeDetection(), provideClientHydration()];
  const document = '<!doctype html><html><body><app-shown></app-shown></body></html>';
  return renderApplication(context => bootstrapApplication(Shown, { providers }, context), { document, url: '/' });
}

/** Answers two requests at once, and prints the first page and what is left afterwards. */
async function serve(): Promise<void> {
  const [html, other] = await Promise.all([render(), render()]);
  const left = shown.circuit.slots();
  console.log(JSON.stringify({ html, same: html === other, left, starts: shown.starts }));
}

void serve();
