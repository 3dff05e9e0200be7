/** The elements of an example’s inputs, by their names. */
type Cells = Readonly<Record<string, number>>;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
const vector = (cells: Cells, name: string, size: number): number[] =>
  Array.from({ length: size }, (_, i) => cells[`${name}${i + 1}`]!);
const matrix = (cells: Cells, name: string, rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, (_, i) => vector(cells, `${name}${i + 1}`, columns));
const product = (a: readonly number[][], b: readonly number[][]): number[][] =>
  a.map(row => b[0]!.map((_, j) => sum(row.map((x, k) => x * b[k]![j]!))));
const squares = (a: readonly number[][], b: readonly number[][]): number =>
  sum(a.flatMap((row, i) => row.map((x, j) => (x - b[i]![j]!) ** 2)));

/** The result of each example, computed by plain loops without a graph. */
export const naiveResults: Readonly<Record<string, (cells: Cells) => number>> = {
  first: ({ x, y, z }) => (x! + y!) * z!,
  sigmoid: ({ w0, x0, w1, x1, w2 }) => sigmoid(w0! * x0! + w1! * x1! + w2!),
  'fan-out': ({ t }) => 2 * t! * t! + t!,
  neuron: ({ w1, x1, w2, x2, b, y }) => (Math.tanh(w1! * x1! + w2! * x2! + b!) - y!) ** 2,
  logistic: ({ w, x, b, y }) => {
    const p = sigmoid(w! * x! + b!);
    return -(y! * Math.log(p) + (1 - y!) * Math.log(1 - p));
  },
  regression: cells => {
    const [x, y] = [vector(cells, 'x', 3), vector(cells, 'y', 3)];
    return sum(x.map((one, i) => (cells['w']! * one + cells['b']! - y[i]!) ** 2)) / 3;
  },
  softmax: cells => {
    const [z, y] = [vector(cells, 'z', 3), vector(cells, 'y', 3)];
    const total = Math.log(sum(z.map(Math.exp)));
    return sum(y.map((one, i) => one * (total - z[i]!)));
  },
  network: cells => {
    const a = product(matrix(cells, 'x', 1, 2), matrix(cells, 'W', 2, 3));
    const h = a.map(row => row.map((one, j) => Math.tanh(one + cells[`b1${j + 1}`]!)));
    return (product(h, matrix(cells, 'V', 3, 1))[0]![0]! + cells['c11']! - cells['y11']!) ** 2;
  },
  norm: cells => {
    const [x, g, b, y] = ['x', 'g', 'b', 'y'].map(name => vector(cells, name, 4)) as [
      number[],
      number[],
      number[],
      number[],
    ];
    const mean = sum(x) / 4;
    const deviation = Math.sqrt(sum(x.map(one => (one - mean) ** 2)) / 4 + 1e-5);
    return sum(x.map((one, i) => (((one - mean) / deviation) * g[i]! + b[i]! - y[i]!) ** 2));
  },
  residual: cells => {
    const x = matrix(cells, 'x', 1, 2);
    const h = product(x, matrix(cells, 'W', 2, 2)).map(row => row.map(one => Math.max(0, one)));
    const q = product(h, matrix(cells, 'V', 2, 2));
    return squares([q[0]!.map((one, j) => one + x[0]![j]!)], matrix(cells, 'y', 1, 2));
  },
  lstm: cells => {
    const [W, U, b] = [vector(cells, 'W', 4), vector(cells, 'U', 4), vector(cells, 'b', 4)];
    const a = W.map((w, i) => w * cells['x']! + U[i]! * cells['h']! + b[i]!);
    const c = sigmoid(a[1]!) * cells['c']! + sigmoid(a[0]!) * Math.tanh(a[2]!);
    return sigmoid(a[3]!) * Math.tanh(c);
  },
  attention: cells => {
    const [Q, K, V, Y] = ['Q', 'K', 'V', 'Y'].map(name => matrix(cells, name, 2, 2)) as [
      number[][],
      number[][],
      number[][],
      number[][],
    ];
    const scores = Q.map(q => K.map(k => sum(q.map((one, i) => one * k[i]!)) / Math.sqrt(2)));
    const weights = scores.map(row => row.map(one => Math.exp(one) / sum(row.map(Math.exp))));
    return squares(product(weights, V), Y);
  },
};
