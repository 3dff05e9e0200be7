// Writes the decoders of JPEG and WebP as modules: `node packages/images/src/testing/write-modules.mjs`.
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
  writeFileSync(
    url,
    `/*! ${notice} */\n/** WebAssembly, packed with deflate, in base64. Written by \`src/testing/write-modules.mjs\`. */\nexport const ${name}Module =\n  '${packed}';\n`,
  );
}
