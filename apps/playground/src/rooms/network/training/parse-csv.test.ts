import { describe, expect, it } from 'vitest';
import { parseCsv } from './points-text.ts';

describe('pasted points', () => {
  it('are read with or without a header, with commas, semicolons or tabs', () => {
    const points = [
      [1.5, -2, 0],
      [0.26, 3, 1],
    ];
    for (const text of ['x,y,class\n1.5,-2,0\n0.255,3,1\n', '1.5; -2; 0\r\n\r\n0.255; 3; 1', '1.5\t-2\t0\n0.255\t3\t1'])
      expect(parseCsv(text)).toEqual({ points });
  });

  it('take the minus sign that pages print', () => {
    expect(parseCsv('−1, 2, 0')).toEqual({ points: [[-1, 2, 0]] });
  });

  it.each([
    ['1,2,0\n3,4', 'Line 2 has 2 of the 3 values x, y, class: “3,4”.'],
    ['1,2,0\n\n3,x,1', 'Line 3 needs x and y as numbers from −6 to 6: “3,x,1”.'],
    ['7,2,0', 'Line 1 needs x and y as numbers from −6 to 6: “7,2,0”.'],
    ['1,2,4', 'Line 1 needs a whole number from 0 to 3 as its class: “1,2,4”.'],
    ['x,y,class', 'There is no point: each line has x, y and a class, such as 1.5, −2, 0.'],
    ['1,2,0\n'.repeat(401), 'There are 401 points; at most 400 fit.'],
  ])('say what is wrong and where: %j', (text, error) => {
    expect(parseCsv(text)).toEqual({ error });
  });
});
