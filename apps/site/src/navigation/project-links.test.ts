import { describe, expect, it } from 'vitest';
import { addressesIn } from '../repository/addresses.ts';
import { projectLinks } from './project-links.ts';

const linksIn = (addresses: object) => projectLinks(addressesIn(JSON.stringify(addresses)).repository);

describe('the links to the repository', () => {
  it('are missing while it has no address', () => {
    expect(linksIn({ repository: null, homepage: null, bugs: null })).toEqual({});
  });

  it('lead to it, and to the file of each page that people wrote, once it has one', () => {
    expect(linksIn({ repository: 'git+https://host.example/a/b.git', homepage: null })).toEqual({
      socialLinks: [{ icon: 'github', link: 'https://host.example/a/b' }],
      editLink: { pattern: 'https://host.example/a/b/edit/main/docs/:path', text: 'Edit this page' },
    });
  });
});

it('an address of a homepage ends with a slash', () => {
  const homepageOf = (homepage: string | null) => addressesIn(JSON.stringify({ repository: null, homepage })).homepage;
  expect(homepageOf(null)).toBeUndefined();
  for (const written of ['https://site.example/x', 'https://site.example/x/'])
    expect(homepageOf(written)).toBe('https://site.example/x/');
});
