import { describe, expect, it } from 'vitest';
import { exposed, open, opened, ours, packed, predict, record, records, start } from './testing/raw-port.ts';

describe('a port of a worker', () => {
  it.each([
    ['null', null],
    ['undefined', undefined],
    ['a text', 'hello'],
    ['a list', []],
    ['another mark', { thalweg: 'log', kind: 'connect' }],
    ['no kind', { thalweg: 'training', version: 1 }],
    ['an unknown kind', { thalweg: 'training', version: 1, kind: 'dance' }],
    ['connect without a port', { thalweg: 'training', version: 1, kind: 'connect' }],
    ['connect with a port that is none', { thalweg: 'training', version: 1, kind: 'connect', port: {} }],
    ['connect with a lock that is no text', { thalweg: 'training', version: 1, kind: 'connect', port: {}, lock: 5 }],
    ['connect of another version', { thalweg: 'training', version: 2, kind: 'connect' }],
    ['a version that is a text', { thalweg: 'training', version: '1', kind: 'hello' }],
  ])('ignores a handshake that is none: %s', async (_, handshake) => {
    const { port, connect } = exposed();
    port.postMessage(handshake);
    expect(await connect().send(open)).toMatchObject([{ kind: 'opened' }]);
  });

  it('has few connections, and closes the port of a further one', async () => {
    const { connect } = exposed();
    const raws = Array.from({ length: 1_001 }, connect);
    const closed = new Promise(resolve => raws.at(-1)!.port.on('close', () => resolve(undefined)));
    await closed;
    expect(await raws[0]!.send(open)).toMatchObject([{ kind: 'opened' }]);
  });
});

describe('a training', () => {
  it.each([
    ['null', null],
    ['a number', 7],
    ['a text', 'open'],
    ['a list', [open]],
    ['no kind', {}],
    ['an unknown kind', { kind: 'dance' }],
    ['a kind that objects have', { kind: 'toString' }],
  ])('ignores what is no message: %s', async (_, message) => {
    const { raw, works } = await opened();
    expect(await raw.send(message)).toEqual([]);
    await works();
  });

  it.each([
    ['an unknown call', { kind: 'call', id: 3, what: 'dance' }],
    ['a call of nothing', { kind: 'call', id: 3 }],
    ['a prediction of nothing', { kind: 'call', id: 3, what: 'predict' }],
    ['a prediction of a number', { kind: 'call', id: 3, what: 'predict', record: packed(5) }],
    ['an unknown change', { kind: 'change', id: 3, what: 'dance' }],
    ['a setting that is a text', { kind: 'change', id: 3, what: 'set', name: 'learningRate', value: '1' }],
    ['a setting of a million letters', { kind: 'change', id: 3, what: 'set', name: 'x'.repeat(1e6), value: 1 }],
    ['a restore of nothing', { kind: 'change', id: 3, what: 'restore' }],
    ['a restore of a number', { kind: 'change', id: 3, what: 'restore', snapshot: packed(5) }],
    ['a restore of no parts', { kind: 'change', id: 3, what: 'restore', snapshot: packed({ version: 1, parts: null }) }],
    ['a part that is null', { kind: 'change', id: 3, what: 'restore', snapshot: packed({ version: 1, parts: { learn: null } }) }],
    ['a tensor that is none', { kind: 'change', id: 3, what: 'restore', snapshot: packed({ version: 1, parts: { learn: { tensors: { w: 5 }, values: {} } } }) }],
    ['values that are none', { kind: 'change', id: 3, what: 'restore', snapshot: packed({ version: 1, parts: { learn: { tensors: {}, values: {} } } }) }],
  ])('refuses a request that does not fit: %s', async (_, message) => {
    const { raw, works } = await opened();
    expect(await raw.send(message)).toMatchObject([{ kind: 'refusal', id: 3, error: { name: expect.stringMatching(ours), parts: expect.any(Array) } }]);
    await works();
  }); // prettier-ignore

  it.each([
    ['no position', { kind: 'records', records: packed([record]) }],
    ['epoch -1', { ...records, from: { epoch: -1, index: 0 } }],
    ['index 1e300', { ...records, from: { epoch: 0, index: 1e300 } }],
    ['records that are no list', { ...records, records: packed(5) }],
    ['records that are missing', { ...records, records: undefined }],
    ['more records than the credit', { ...records, records: packed(Array.from({ length: 65 }, () => record)) }],
  ])('says that records do not fit, and goes on: %s', async (_, message) => {
    const { raw, works } = await opened();
    await raw.send(start);
    expect((await raw.send(message)).filter(({ kind }) => kind !== 'demand')).toMatchObject([
      { kind: 'failed', error: { name: 'ContractError', parts: ['exposeTraining', expect.any(String), expect.any(String), expect.any(String)] } },
    ]);
    await works();
    await raw.send({ ...records, records: packed(Array.from({ length: 8 }, () => record)) });
    expect(raw.came.map(({ kind }) => kind)).toContain('report');
  }); // prettier-ignore

  it.each([
    ['a credit of -1', { ...open, credit: -1 }],
    ['a snapshot of 5', { ...open, snapshot: 5 }],
    ['a packed snapshot of 5', { ...open, snapshot: packed(5) }],
    ['parts that are null', { ...open, snapshot: packed({ version: 1, parts: null }) }],
    ['a count of -1', { ...open, emitted: -1 }],
    ['a pause that is a text', { ...open, paused: 'no' }],
    ['some of the steps', { ...open, steps: 'some' }],
    ['no fields', { kind: 'open' }],
  ])('is not built by an open that does not fit, and is by the next one: %s', async (_, message) => {
    const { connect, builds } = exposed();
    const raw = connect();
    const answers = await raw.send(message, start, predict);
    expect(answers).toMatchObject([
      { kind: 'failed', error: { name: 'ContractError' } },
      { kind: 'refusal', id: 7, error: { name: 'ContractError' } },
    ]);
    expect(builds()).toBe(0);
    expect(await raw.send(open)).toMatchObject([{ kind: 'opened' }]);
  });

  it.each([
    ['open twice', [open]],
    ['start twice', [start, start]],
    ['records before the start', [records]],
    ['the end before the start', [{ kind: 'complete' }]],
    ['records after the end', [start, { kind: 'complete' }, records]],
    ['records for its own data', [{ kind: 'start', records: false }, records]],
    ['records of an earlier epoch', [start, { ...records, from: { epoch: 1, index: 0 } }, records]],
    [
      'records of an epoch that no pipeline reaches',
      [start, records, { ...records, from: { epoch: 4294967295, index: 0 } }],
    ],
  ])('refuses what is out of order, and goes on: %s', async (_, messages) => {
    const { raw, works } = await opened();
    const answers = await raw.send(...messages);
    const failures = answers.filter(({ kind }) => kind === 'failed');
    expect(failures).toMatchObject([{ error: { name: 'ContractError' } }]);
    await works();
  });

  it('refuses what comes before it is opened', async () => {
    const raw = exposed().connect();
    const early = [
      start,
      records,
      predict,
      { kind: 'taken' },
      { kind: 'change', id: 8, what: 'set', name: 'a', value: 1 },
    ];
    expect(await raw.send(...early)).toMatchObject([
      { kind: 'failed' },
      { kind: 'failed' },
      { kind: 'refusal', id: 7, error: { name: 'ContractError' } },
      { kind: 'failed' },
      { kind: 'refusal', id: 8 },
    ]);
    expect(await raw.send(open)).toMatchObject([{ kind: 'opened' }]);
  });

  it('answers nothing after its end', async () => {
    const { connect } = exposed();
    const [raw, other] = [connect(), connect()];
    await raw.send(open);
    const before = raw.came.length;
    for (const message of [{ kind: 'end' }, predict, open, null]) raw.port.postMessage(message);
    expect(await other.send(open)).toMatchObject([{ kind: 'opened' }]);
    expect(raw.came.length).toBe(before);
  });

  it('has few changes that wait for records', async () => {
    const { connect } = exposed();
    const raw = connect();
    await raw.send({ ...open, paused: true }, start, records);
    const change = { kind: 'change', what: 'set', name: 'learningRate', value: 0.1 };
    const answers = await raw.send(...Array.from({ length: 10_001 }, (_, id) => ({ ...change, id })));
    expect(answers.filter(({ kind }) => kind === 'refusal')).toMatchObject([
      { id: 10_000, error: { name: 'ContractError' } },
    ]);
  });
});

describe('a value that was packed', () => {
  const tensor = { '@tensor': [2], dtype: 'float32', data: new Float32Array(2) };
  const nested = (depth: number, inner: unknown): unknown => {
    let value = inner;
    for (let i = 0; i < depth; i++) value = [value];
    return value;
  };
  const doubled = (): unknown => {
    let value: unknown = [1];
    for (let i = 0; i < 60; i++) value = [value, value];
    return value;
  };
  const round: unknown[] = [];
  round.push(round);

  it.each([
    ['sizes of too many elements', { ...tensor, '@tensor': [3] }],
    ['sizes of no number', { ...tensor, '@tensor': ['2'] }],
    ['sizes of -2', { ...tensor, '@tensor': [-1, -2] }],
    ['sizes of 1e300', { ...tensor, '@tensor': [1e300] }],
    ['sizes with a hole', { ...tensor, '@tensor': new Array(1) }],
    ['no sizes', { ...tensor, '@tensor': null }],
    ['1,000 axes', { ...tensor, '@tensor': Array.from({ length: 1_000 }, (_, i) => (i === 0 ? 2 : 1)) }],
    ['another dtype', { ...tensor, dtype: 'float64' }],
    ['an unknown dtype', { ...tensor, dtype: 'toString' }],
    ['elements that are a list', { ...tensor, data: [1, 2] }],
    ['no elements', { '@tensor': [], dtype: 'float32' }],
    ['a depth of 2,000', nested(2_000, tensor)],
    ['itself', round],
    ['the same list many times', doubled()],
  ])('is refused if it has %s', async (_, x) => {
    const { raw, works } = await opened();
    for (const tensors of [true, false])
      if (tensors || !(x as object).hasOwnProperty('@tensor'))
        expect(await raw.send({ ...predict, id: 3, record: packed({ x }, tensors) })).toMatchObject([
          { kind: 'refusal', id: 3, error: { name: 'ContractError', parts: expect.any(Array) } },
        ]);
    await works();
  });

  it('may hold an array twice, and lists within lists', async () => {
    const { raw } = await opened();
    const data = new Float32Array(1);
    const one = { '@tensor': [1], dtype: 'float32', data };
    expect(await raw.send({ ...predict, record: packed({ x: one, y: { ...one } }, true) })).toMatchObject([
      { kind: 'answer' },
    ]);
    expect(await raw.send({ ...predict, record: packed({ x: [1] }) })).toMatchObject([{ kind: 'answer' }]);
  });
});
