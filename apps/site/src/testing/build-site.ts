import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from '../root.ts';

/** Builds the site for a base into a folder, as a reader does. */
export async function buildSite(base: string, out: string): Promise<void> {
  const args = ['run', 'docs', '--', '--base', base, '--out', out];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: root, maxBuffer: 1e8 });
  const last = `The site for ${base} is in ${out}`;
  if (!stdout.includes(last)) throw new Error(`docs: the build must end with '${last}', got:\n${stdout}`);
}
