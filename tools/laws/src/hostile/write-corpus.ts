import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { corpusFiles } from './corpus.ts';

// node tools/bundle/bundle.mjs start tools/laws/src/hostile/write-corpus.ts
const folder = new URL('./corpus/', import.meta.url);
rmSync(folder, { recursive: true, force: true });
for (const { door, name, bytes } of corpusFiles()) {
  const path = new URL(`${door.replaceAll(' ', '-')}/${name}`, folder);
  mkdirSync(dirname(path.pathname), { recursive: true });
  writeFileSync(path, bytes);
}
