import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from '../repository/addresses.ts';

const written = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.md') && !path.startsWith('api/'))
  .map(path => ({ path, text: readFileSync(`${root}docs/${path}`, 'utf8') }));

it('the pages call one thing a lecture: the twelve stops of the playground', () => {
  const others = written.flatMap(({ path, text }) =>
    text.split('\n').filter(line => /lecture/i.test(`${path} ${line}`) && !/twelve stops/.test(line)),
  );
  expect(others).toEqual([]);
});

it('the page of examples shows each example and each program', () => {
  const { text } = written.find(({ path }) => path === 'examples.md')!;
  const folders = ['examples', 'apps'].flatMap(group =>
    readdirSync(`${root}${group}`)
      .map(name => `${group}/${name}/`)
      .filter(folder => folder !== 'apps/site/' && existsSync(`${root}${folder}package.json`)),
  );
  expect(folders.length).toBeGreaterThan(12);
  expect(folders.filter(folder => !text.includes(`](../${folder}`))).toEqual([]);
});

it('the title of the page on drift says the task', () => {
  expect(written.find(({ path }) => path === 'guides/drift.md')!.text).toMatch(/^# Drift: .*react/m);
});
