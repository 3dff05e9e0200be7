import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPackages, installLines, packPackages } from './pack-packages.ts';
import { root } from './workspace.ts';

// `npm run pack`: builds the packages, packs them into one folder, and prints how they are installed.
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'tarballs') } } });
const out = resolve(process.env['INIT_CWD'] ?? root, values.out);
buildPackages();
const former = (await readdir(out).catch(() => [])).filter(name => /^(create-)?thalweg-.*\.tgz$/.test(name));
for (const name of former) await rm(join(out, name));
console.log(installLines(await packPackages(out), out));
