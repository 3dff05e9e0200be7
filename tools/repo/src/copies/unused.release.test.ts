import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts';

let copy: WorkspaceCopy;
beforeAll(async () => {
  copy = await copyWorkspace({ installs: false });
});
afterAll(() => copy?.remove());

describe('npm run unused', () => {
  it('finds planted files, exports and dependencies that nobody uses, and imports of what is not listed', async () => {
    const at = (path: string) => copy.path + path;
    await appendFile(
      at('packages/optim/src/optimizers/sgd.ts'),
      '\nexport const plantedExport = 1;\nexport const plantedPublic = 1;\n',
    );
    await appendFile(at('packages/optim/src/index.ts'), `export { plantedPublic } from './optimizers/sgd.ts';\n`);
    await writeFile(at('apps/digits/src/planted-file.ts'), 'export {};\n');
    await appendFile(at('packages/data/src/operators/epochs.ts'), `\nexport type { Command } from 'commander';\n`);
    const manifest = await readFile(at('packages/train/package.json'), 'utf8');
    const withPlanted = manifest.replace('"dependencies": {', '$& "planted-package": "1.0.0",');
    await writeFile(at('packages/train/package.json'), withPlanted);

    const printed = await copy.run('npm', 'run', 'unused').catch(String);
    expect(printed).toContain('must succeed, got 1.');
    expect(printed).toMatch(/^plantedExport\s+packages\/optim\/src\/optimizers\/sgd\.ts/m);
    expect(printed).toMatch(/^apps\/digits\/src\/planted-file\.ts/m);
    expect(printed).toMatch(/^planted-package\s+packages\/train\/package\.json/m);
    expect(printed).toMatch(/^commander\s+packages\/data\/src\/epochs\.ts/m);
    // What index.ts exports is for others, used here or not.
    expect(printed).not.toContain('plantedPublic');
  });
});
