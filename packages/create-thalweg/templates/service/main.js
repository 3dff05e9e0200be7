import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { input } from 'thalweg/graph';
import { accuracy } from 'thalweg/metrics';
import { learn, logisticRegression, priorClass, progressive } from 'thalweg/online';
import { predictor } from 'thalweg/train';
import { Subject } from 'rxjs';

// The model: two numbers of any scale to the probability of a yes. It needs no learning rate.
const model = logisticRegression(input('x', [2]), input('label', []));
const predict = predictor(model.prediction);

// Each event is predicted before it is learned, so that the accuracy is that of an unknown event. Beside it is that of always
// answering what came most often: `gain` says by how much the model is better.
const events$ = new Subject();
const measured = progressive({ accuracy: accuracy() }, { beside: priorClass() });
events$.pipe(learn(model), measured).subscribe();

/** The answers by method and path. A record that does not fit is an error, and changes nothing. */
const routes = {
  'POST /predict': record => ({ probability: predict(record) }),
  'POST /learn': record => {
    predict(record);
    if (record.label !== 0 && record.label !== 1) throw new Error(`label: must be 0 or 1, got ${record.label}.`);
    events$.next(record);
    return measured.now();
  },
  'GET /metrics': () => measured.now(),
};

/** Limits: a body has at most so many bytes, and a request is there within so many milliseconds. */
const [MOST_BYTES, MOST_MS] = [10_000, 10_000];
const { PORT = '3000', HOST = '127.0.0.1', TOKEN } = process.env;

const server = createServer(
  // Node looks for requests that are late at this interval.
  { requestTimeout: MOST_MS, headersTimeout: MOST_MS, keepAliveTimeout: 5_000, connectionsCheckingInterval: 1_000 },
  async (request, response) => {
    const answer = (status, body) => {
      response.setHeader('content-type', 'application/json');
      if (status === 413 || !server.listening) response.setHeader('connection', 'close');
      response.writeHead(status).end(`${JSON.stringify(body)}\n`);
    };
    try {
      answer(200, await answerTo(request));
    } catch (error) {
      answer(error.status ?? 400, { error: { code: error.code ?? 'bad-request', message: error.message } });
    }
  },
);
server.maxConnections = 1_000;
server.listen(Number(PORT), HOST, () => console.log(`http://${HOST}:${server.address().port}`));
// Finishes what is under way, and ends what is left then.
process.once('SIGTERM', () => {
  server.close();
  setTimeout(() => server.closeAllConnections(), MOST_MS).unref();
});

async function answerTo(request) {
  const { method, url, headers } = request;
  if (TOKEN && !isSame(headers.authorization ?? '', `Bearer ${TOKEN}`))
    throw refusal(401, 'unauthorized', 'authorization: must be Bearer with the token.');
  const route = Object.hasOwn(routes, `${method} ${url}`) ? routes[`${method} ${url}`] : undefined;
  if (!route) throw refusal(404, 'not-found', `Choose from ${Object.keys(routes).join(', ')}.`);
  if (method !== 'POST') return route();
  // A page of another origin cannot send this type unless the server agrees, which it never does.
  if (!/^application\/json\b/.test(headers['content-type'] ?? ''))
    throw refusal(415, 'unsupported-media-type', 'content-type: must be application/json.');
  const record = JSON.parse(await textOf(request));
  if (!Array.isArray(record?.x)) throw new Error('x: must be a list of two numbers.');
  return route(record);
}

async function textOf(request) {
  let text = '';
  // The connection stays, as it brings the answer.
  for await (const part of request.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += part;
    if (text.length > MOST_BYTES) throw refusal(413, 'payload-too-large', `body: must have at most ${MOST_BYTES} bytes.`);
  }
  return text;
}

function refusal(status, code, message) {
  return Object.assign(new Error(message), { status, code });
}

/** Hashes have one length, and are compared in the same time wherever they differ. */
function isSame(given, expected) {
  const [a, b] = [given, expected].map(text => createHash('sha256').update(text).digest());
  return timingSafeEqual(a, b);
}
