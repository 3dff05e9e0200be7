// Writes the decoders of JPEG and WebP as modules, in which their notices go wherever they go: `node packages/images/src/testing/write-modules.mjs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateSync } from 'fflate';

const { resolve } = createRequire(import.meta.url);
const modules = [
  [
    'jpeg',
    '@cwasm/jpeg-turbo',
    'jpeg-turbo.wasm',
    'libjpeg-turbo, Copyright (C) 1991-2019 The libjpeg-turbo Project and many others. This software is based in part on the work of the Independent JPEG Group. Built by @cwasm/jpeg-turbo, MIT.',
  ],
  [
    'webp',
    '@cwasm/webp',
    'webp.wasm',
    'libwebp, Copyright (c) 2010 Google Inc., BSD-3-Clause. Built by @cwasm/webp, MIT.',
  ],
];
for (const [name, from, file, notice] of modules) {
  const wasm = readFileSync(resolve(from).replace('index.js', file));
  const packed = Buffer.from(deflateSync(wasm, { level: 9 })).toString('base64');
  const url = new URL(`../decoding/${name}-module.ts`, import.meta.url);
  const comment =
    '/** Its notice, then WebAssembly, packed with deflate, in base64. Written by `testing/write-modules.mjs`. */';
  writeFileSync(url, `${comment}\nexport const ${name}Module =\n  '${notice} ${packed}';\n`);
}
