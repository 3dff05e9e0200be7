import { parseArgs } from 'node:util';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'vitepress';
import { writeApiPages } from './api/write-api-pages.ts';
import { buildPlayground } from './playground/build-playground.ts';
import { root } from './repository/addresses.ts';
import { serveFolder } from './serving/serve-folder.ts';

// Writes the documentation and the playground as a site: `main.ts [--base /x/] [--out FOLDER] [--serve]`.

const { values } = parseArgs({
  options: {
    base: { type: 'string', default: '/' },
    out: { type: 'string', default: `${root}apps/site/dist` },
    serve: { type: 'boolean', default: false },
  },
});
const { base } = values;
const outDir = resolve(values.out);
if (!/^\/([^/].*\/)?$/.test(base))
  throw new Error(`docs: the base must begin and end with a slash, got ${base}. Write --base /x/.`);

const api = `${root}docs/api`;
await rm(api, { recursive: true, force: true });
await writeApiPages(api);
await build(`${root}apps/site`, { base, outDir });
await buildPlayground(`${outDir}/playground`);
console.log(`The site for ${base} is in ${outDir}`);
if (values.serve) console.log(`Open ${(await serveFolder(outDir, base, 4173)).address}`);
