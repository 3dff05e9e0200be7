import { wasm } from '@thalweg/wasm';
import address, { digest } from 'virtual:backbone';
import { type Backbone, backboneOf } from './backbone/backbone.ts';
import { Lesson } from './lesson/lesson.ts';

/** What the page works with. */
export interface OpenedPage {
  readonly backbone: Backbone;
  readonly lesson: Lesson;
}

/** Loads the backbone, compiles it, and opens an empty lesson. Where WebAssembly is forbidden, it is interpreted: slower, with the same bits. */
export async function openPage(): Promise<OpenedPage> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The file of the backbone answered ${response.status}.`);
  const file = new Uint8Array(await response.arrayBuffer());
  return { backbone: backboneOf(file, wasm({ fallback: true })), lesson: new Lesson(digest) };
}
