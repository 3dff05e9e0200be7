// Runs this tool: `node tools/bundle/bundle.mjs build`, or `… start <program> [options]`. Programs start through it, so it is plain
// JavaScript: it bundles the sources of the tool once, and keeps that until they change.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = `${root}tools/bundle/src/`;

const hash = createHash('sha256').update(readFileSync(`${root}package-lock.json`));
const files = readdirSync(sources).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'));
for (const name of files.sort()) hash.update(name).update(readFileSync(sources + name));
const digest = hash.digest('hex').slice(0, 32);

const folder = `${root}.nx/bundles/tool-${digest}`;
if (!existsSync(folder)) {
  const { buildSync } = await import('esbuild');
  const outdir = `${folder}-${process.pid}`;
  buildSync({
    entryPoints: [`${sources}main.ts`],
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outdir,
    outExtension: { '.js': '.mjs' },
  });
  try {
    renameSync(outdir, folder);
  } catch (error) {
    // Another process was faster.
    rmSync(outdir, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}
const { main } = await import(pathToFileURL(`${folder}/main.mjs`).href);
await main(process.argv.slice(2), digest);
