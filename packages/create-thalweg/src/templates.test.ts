import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { help } from './command-line.ts';
import { templates } from './create-project.ts';

const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('every folder of templates is offered, in the README and in --help too', () => {
  const folders = readdirSync(new URL('../templates', import.meta.url));
  expect(templates.map(({ name }) => name).sort()).toEqual(folders.sort());
  for (const { name, about } of templates) {
    expect(textOf('../README.md')).toContain(`| \`${name}\` | ${about} |`);
    expect(help()).toContain(`${name.padEnd(9)} ${about}`);
  }
});

it('the page asks for the Vite that it is tested with', () => {
  const { devDependencies: ours } = JSON.parse(textOf('../../../package.json')) as {
    devDependencies: { vite: string };
  };
  const { devDependencies } = JSON.parse(textOf('../templates/page/manifest.json')) as { devDependencies: object };
  expect(devDependencies).toEqual({ vite: `^${ours.vite}` });
});
