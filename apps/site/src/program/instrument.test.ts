import { describe, expect, it } from 'vitest';
import { instrument } from './compile.ts';

describe('an instrumented block', () => {
  it('reports the value of an expression before `// =>`, on the line where it ends', () => {
    const { code } = instrument('const x = 1;\nf(\n  x,\n); // => 2\nx + 1; // no claim\n');
    expect(code).toBe('const x = 1;\nreport.begin(4); report.value(4, (f(\n  x,\n))); // => 2\nx + 1; // no claim\n');
  });

  it('reports where another statement ends', () => {
    const { code } = instrument('for (const a of b) print(a); // => 1, 2');
    expect(code).toBe('report.begin(1); for (const a of b) print(a); report.end(); // => 1, 2');
  });

  it('leaves what is inside of functions and texts', () => {
    const text = 'function f() {\n  g(); // => 1\n}\nconst t = `\nx; // => 2\n`;\n';
    expect(instrument(text).code).toBe(text);
  });

  it('reads types', () => {
    const { code } = instrument('(a as Map<string, number>).get(k)!; // => 3');
    expect(code).toBe('report.begin(1); report.value(1, ((a as Map<string, number>).get(k)!)); // => 3');
  });

  it('names the variables of the outermost level, also those of patterns', () => {
    const text = 'const a = 1, [b, c] = d;\nlet { e, f: g } = h;\nfunction i() { const j = 1; }\n';
    expect(instrument(text).names).toEqual(['a', 'b', 'c', 'e', 'g']);
  });
});
