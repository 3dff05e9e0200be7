import { expect, test } from 'vitest';
import { readNovel } from './novel.ts';

test('the novel is 1,186,852 characters of 80 kinds, with single spaces', () => {
  const text = readNovel();
  expect([text.length, new Set(text).size]).toEqual([1_186_852, 80]);
  expect(text).toMatch(/^CHAPTER 1\. Loomings\. Call me Ishmael\. /);
  expect(text).toContain(' CHAPTER 135. The Chase.—Third Day. ');
  expect(text).not.toMatch(/ {2}|[^\S ]/);
});
