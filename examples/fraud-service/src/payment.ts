/** A payment as it was answered: the log keeps the score too, so that metrics tell how good the answers were. */
export interface Payment {
  id: string;
  amount: number;
  merchant: string;
  country: string;
  score: number;
}

/** The truth about a payment, which comes hours or weeks later. */
export interface Label {
  id: string;
  fraud: number;
}

const id = { type: 'string', minLength: 1, maxLength: 64 };
const name = { type: 'string', minLength: 1, maxLength: 64 };

/** What POST /events takes. A client that may repeat a request gives the id: the second one is not learned. */
export const paymentSchema = {
  type: 'object',
  properties: { id, amount: { type: 'number', minimum: 0, maximum: 1e9 }, merchant: name, country: name },
  required: ['amount', 'merchant', 'country'],
  additionalProperties: false,
};

/** What POST /labels takes. */
export const labelSchema = {
  type: 'object',
  properties: { id, fraud: { enum: [0, 1] } },
  required: ['id', 'fraud'],
  additionalProperties: false,
};
