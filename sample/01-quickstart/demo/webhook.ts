/** A webhook to send, and the answer that it must get. */
export interface Webhook {
  readonly name: string;
  readonly scheme: 'cxml' | 'swml' | 'basic auth';
  readonly method: string;
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly expected: ExpectedAnswer;
}

export interface ExpectedAnswer {
  readonly status: number;
  readonly contentType?: string;
  readonly contains: string;
}

/** Webhooks for one signing key and public URL. */
export interface Batch {
  readonly signingKey: string;
  readonly publicUrl: string;
  readonly webhooks: readonly Webhook[];
}

export const noContent: ExpectedAnswer = { status: 204, contains: '' };
export const forbidden: ExpectedAnswer = {
  status: 403,
  contentType: 'application/json',
  contains: '{"statusCode":403,"message":"Forbidden"}',
};
export const swmlDocument: ExpectedAnswer = {
  status: 200,
  contentType: 'application/json',
  contains: '"sections":{"main":[',
};

export function cxmlDocument(contains: string): ExpectedAnswer {
  return { status: 200, contentType: 'text/xml', contains };
}
