import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { root } from './root.ts';

type Manifest = Readonly<Record<string, unknown>>;
const manifestOf = (folder: string) => JSON.parse(readFileSync(`${root}${folder}package.json`, 'utf8')) as Manifest;
const workspace = manifestOf('');

describe.each(readdirSync(`${root}packages`))('the manifest of %s', name => {
  const manifest = manifestOf(`packages/${name}/`);

  it('says what the package is, with keywords, and where it runs', () => {
    expect(manifest['description']).toMatch(/^\S.*\.$/);
    expect(manifest['keywords']).toEqual(expect.arrayContaining(['thalweg', 'machine-learning', 'rxjs']));
    const keywords = manifest['keywords'] as string[];
    expect(new Set(keywords).size).toBe(keywords.length);
    expect(keywords.length).toBeGreaterThan(4);
    expect(manifest).toMatchObject({ engines: workspace['engines'], license: 'MIT', type: 'module' });
  });

  it('leaves addresses to addresses.json, from which packing writes them', () => {
    for (const field of ['repository', 'homepage', 'bugs']) expect(manifest).not.toHaveProperty(field);
  });

  it('names types before code in each entry, and our sources first', () => {
    for (const entry of Object.values(manifest['exports'] as Record<string, object>))
      expect(Object.keys(entry)).toEqual(['@thalweg/source', 'types', 'default']);
  });
});

it('the addresses are an address or null each', () => {
  const addresses = JSON.parse(readFileSync(`${root}addresses.json`, 'utf8')) as Record<string, unknown>;
  expect(Object.keys(addresses)).toEqual(['repository', 'homepage', 'bugs']);
  for (const address of Object.values(addresses))
    if (address !== null) expect(address).toMatch(/^https:\/\/[^/]+\/[^\s]*$/);
});
