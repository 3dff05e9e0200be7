// Runs ESLint, whose rules on RxJS read types, over the files that use streams: other files could not break one.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const STREAMS = /from 'rxjs|\b(subscribe|pipe|toPromise)\(/;

const files = ['packages', 'apps', 'tools'].flatMap(group =>
  readdirSync(root + group, { recursive: true, encoding: 'utf8' })
    .filter(path => /^[^/]+\/(src|\.vitepress)\/.*\.ts$/.test(path) && !path.includes('node_modules/'))
    .map(path => `${root}${group}/${path}`)
    .filter(path => STREAMS.test(readFileSync(path, 'utf8'))),
);
const eslint = new ESLint({ cwd: root });
const results = await eslint.lintFiles(files);
const { format } = await eslint.loadFormatter('stylish');
console.log(await format(results));
const errors = results.reduce((sum, { errorCount }) => sum + errorCount, 0);
console.log(`${files.length} files, ${errors} errors`);
process.exitCode = errors > 0 || files.length === 0 ? 1 : 0;
