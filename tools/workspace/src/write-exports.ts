import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { packageExports } from './package-exports.ts';
import { root } from './root.ts';

// Writes the `exports` of every package.json from the indexes: run it with `npm run exports`.
for (const name of readdirSync(`${root}packages`)) {
  const path = `${root}packages/${name}/package.json`;
  const content = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  content['exports'] = packageExports(`packages/${name}`);
  const text = await format(JSON.stringify(content), { parser: 'json', printWidth: 120 });
  writeFileSync(path, text);
}
