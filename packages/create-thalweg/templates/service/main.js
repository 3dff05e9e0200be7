import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { input } from 'thalweg/graph';
import { accuracy } from 'thalweg/metrics';
import { learn, logisticRegression, progressive, runningStandardization } from 'thalweg/online';
import { sgd } from 'thalweg/optim';
import { predictor } from 'thalweg/train';
import { Subject } from 'rxjs';

// The model: two numbers, scaled as they come, to the probability of a yes.
const x = input('x', [2]).pipe(runningStandardization());
const model = logisticRegression(x, input('label', []));
const predict = predictor(model.prediction);

// Each event is predicted before it is learned, so that the accuracy is that of an unknown event.
const events$ = new Subject();
let learned = { count: 0, metrics: { accuracy: 0 } };
events$
  .pipe(learn(model, sgd({ learningRate: 0.1 })), progressive({ accuracy: accuracy() }))
  .subscribe(measured => (learned = measured));

/** The answers by method and path. A record that does not fit is an error, and changes nothing. */
const routes = {
  'POST /predict': record => ({ probability: predict(record) }),
  'POST /learn': record => {
    predict(record);
    if (record.label !== 0 && record.label !== 1) throw new Error(`label: must be 0 or 1, got ${record.label}.`);
    events$.next(record);
    return learned;
  },
  'GET /metrics': () => learned,
};

const server = createServer(async (request, response) => {
  const answer = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
  const route = routes[`${request.method} ${request.url}`];
  if (!route) return answer(404, { error: `Choose from ${Object.keys(routes).join(', ')}.` });
  try {
    answer(200, route(request.method === 'POST' ? await json(request) : undefined));
  } catch (error) {
    answer(400, { error: error.message });
  }
});
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
);
