import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { root } from '../repository/addresses.ts';
import { serveFolder, type ServedFolder } from '../serving/serve-folder.ts';

/** With room for what is young, a build collects garbage half as long. */
const ROOMY = ['--min-semi-space-size=32', '--max-semi-space-size=64'];

/**
 * Builds the site for a base into a folder by the program that `npm run docs` runs, and serves it. The program serves it too, and has
 * to give its first page; then it ends, since it holds what the build needed.
 */
export async function buildSite(base: string, out: string): Promise<ServedFolder> {
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: { docs: string } };
  const program = scripts.docs.replace(/^node /, '').split(' ');
  const args = [...ROOMY, ...program, '--base', base, '--out', out, '--serve'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const written: string[] = [];
  child.stderr.on('data', chunk => written.push(String(chunk)));
  for await (const line of createInterface(child.stdout)) {
    written.push(`${line}\n`);
    const address = /^Open (http\S+)$/.exec(line)?.[1];
    if (address === undefined) continue;
    const page = await fetch(address).then(response => response.text());
    child.kill();
    if (page === readFileSync(`${out}/index.html`, 'utf8')) return serveFolder(out, base);
  }
  throw new Error(`docs: the program must build the folder and serve it, got:\n${written.join('')}`);
}
