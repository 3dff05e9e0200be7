import { parameter, input, mul, matmul, sum, type Node } from './index.ts';
const a: Node = parameter(1);
const x = input('x', ['batch', 3]);
const w = parameter([[1, 2], [3, 4], [5, 6]]);
const y = matmul(x, w);
const s: Node<readonly ['batch']> = sum(y, { axes: 1 });
const t: Node<readonly []> = sum(y);
const bad = matmul(x, parameter([[1, 2]]));
const bad2 = mul(x, w);
function f(n: Node) { return n; }
f(y); f(mul(y, 2));
export { a, s, t, bad, bad2 };
