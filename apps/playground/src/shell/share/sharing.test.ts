import { expect, it } from 'vitest';
import { embedCode } from './sharing.ts';

it('keeps the state in the fragment, asks for the embedded layout, and escapes both texts', () => {
  const code = embedCode(new URL('https://example.org/play/?a=1#/circuit?of=a*b&x="1"'), 'A & "B"');
  expect(code).toContain('src="https://example.org/play/?embed#/circuit?of=a*b&amp;x=%221%22"');
  expect(code).toContain('title="A &amp; &quot;B&quot;"');
});
