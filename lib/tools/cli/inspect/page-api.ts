import type { IncomingMessage, ServerResponse } from 'node:http';

import { UsageError } from '../errors.js';
import { CREATOR, toHarEntry } from '../har/har-entry.js';
import { isSentAgain } from '../http/exchange.js';
import { readBody } from '../listen/read-incoming-body.js';
import { type Delivery, requireWholeBody, toPairs } from '../listen/delivery.js';
import type { Explanation } from '../listen/rejection-explainer.js';
import { toCurl } from '../curl-command.js';
import { WEBHOOK_KINDS } from '../fixture-kinds.js';
import { copyAsTest, isTestRunner } from './copy-as-test.js';
import type { DeliveryStore } from './delivery-store.js';
import { describeDelivery, maskAuthorization, summarize } from './describe-delivery.js';
import type { Sender } from './send-again.js';

const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** Limit of unread events. Beyond it the connection ends, and the page connects again later. */
const MAX_PENDING_BYTES = 8 * 1024 * 1024;

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

/** Handles the requests of the page. The caller has checked the access token. */
export class PageApi {
  constructor(
    private readonly store: DeliveryStore,
    private readonly sender: Sender,
    private readonly diagnoseNow: (delivery: Delivery) => Explanation,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (path === '/api/events' && request.method === 'GET') {
      this.stream(response);
      return;
    }
    const { status = 200, type = 'application/json', body } = await this.answer(request, path);
    response.writeHead(status, { 'content-type': type }).end(body);
  }

  private async answer(request: IncomingMessage, path: string): Promise<Answer> {
    try {
      return request.method === 'POST' ? await this.post(path, await readJson(request)) : this.get(path);
    } catch (error) {
      return json({ error: (error as Error).message }, error instanceof UsageError ? 400 : 502);
    }
  }

  private get(path: string): Answer {
    if (path === '/api/kinds') return json(describeKinds());
    if (path === '/api/har') return json(toHar(this.store.all()));
    const [, id = '', action = ''] = /^\/api\/deliveries\/(\d{1,15})(?:\/([a-z]+))?$/.exec(path) ?? [];
    const delivery = this.store.get(Number(id));
    if (!delivery) return json({ error: 'The delivery is no longer stored.' }, 404);
    if (action === '') return json(describeDelivery(delivery, this.sender.options.signingKeys));
    if (action === 'har') return json(toHar([delivery]));
    if (action === 'curl') return text(this.toCurl(delivery));
    return isTestRunner(action) ? text(copyAsTest(delivery, action)) : json({ error: 'Not found.' }, 404);
  }

  private async post(path: string, body: Record<string, unknown>): Promise<Answer> {
    if (path === '/api/clear') {
      this.store.clear();
      return json({});
    }
    if (path === '/api/compose') return this.compose(body);
    const [, id = '', action = ''] =
      /^\/api\/deliveries\/(\d{1,15})\/(replay|edit|diagnose)$/.exec(path) ?? [];
    const delivery = this.store.get(Number(id));
    if (!delivery) return json({ error: 'The delivery is no longer stored.' }, 404);
    if (action === 'diagnose') {
      this.store.replace({ ...delivery, notDiagnosed: undefined, ...this.diagnoseNow(delivery) });
      return json({});
    }
    return sent(
      action === 'replay'
        ? await this.sender.replay(delivery)
        : await this.sender.edit(delivery, readFields(body['fields']), readString(body['body'])),
    );
  }

  private async compose({ kind, path, fields }: Record<string, unknown>): Promise<Answer> {
    if (typeof kind !== 'string' || typeof path !== 'string')
      throw new UsageError('kind and path are missing.');
    return sent(await this.sender.compose(kind, path, readFields(fields)));
  }

  /** Sends server-sent events: all stored deliveries first, then each new delivery. */
  private stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (event: string, data: unknown) => {
      if (response.writableLength > MAX_PENDING_BYTES) response.destroy();
      else response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    const onAdd = (delivery: Delivery) => {
      send('add', summarize(delivery));
    };
    const onDrop = (id: number) => {
      send('drop', id);
    };
    const onChange = (delivery: Delivery) => {
      send('change', summarize(delivery));
    };
    const sendAll = () => {
      send('all', this.store.all().map(summarize));
    };
    sendAll();
    this.store.on('add', onAdd).on('drop', onDrop).on('change', onChange).on('clear', sendAll);
    response.on('close', () => {
      this.store.off('add', onAdd).off('drop', onDrop).off('change', onChange).off('clear', sendAll);
    });
  }

  private toCurl({ request }: Delivery): string {
    requireWholeBody(request);
    const { method, target, headers, body } = request;
    const names = new Set(toPairs(headers).map(([name]) => name.toLowerCase()));
    const hasBody = body.length > 0 || names.has('content-length') || names.has('transfer-encoding');
    const sent = maskAuthorization(toPairs(headers).filter(([name]) => isSentAgain(name)));
    const added = ADDED_BY_CURL.filter((name) => !names.has(name.toLowerCase()));
    return toCurl({
      method,
      url: this.sender.options.receiverUrl + target,
      headers: [...sent, ...added.map((name) => [name, undefined] as const)],
      body: hasBody ? body : undefined,
      encoding: 'latin1',
    });
  }
}

/** Headers that curl adds unless the command removes them. */
const ADDED_BY_CURL = ['Accept', 'User-Agent', 'Content-Type', 'Expect'];

function describeKinds(): object {
  return Object.fromEntries(Object.entries(WEBHOOK_KINDS).map(([name, { make }]) => [name, make({})]));
}

function toHar(deliveries: readonly Delivery[]): object {
  return { log: { version: '1.2', creator: CREATOR, entries: deliveries.map(toHarEntry) } };
}

/** Returns the ID of the new delivery, which the page selects. */
function sent(delivery: Delivery | undefined): Answer {
  if (delivery) return json({ id: delivery.id });
  return json({ error: 'listen did not handle the request. The terminal says why.' }, 502);
}

function readString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readFields(value: unknown): Record<string, string> {
  const fields = Object.create(null) as Record<string, string>;
  if (typeof value !== 'object' || value === null) return fields;
  for (const [name, each] of Object.entries(value)) fields[name] = String(each);
  return fields;
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const { body, hasMore } = await readBody(request, MAX_BODY_BYTES);
  if (hasMore) {
    request.resume();
    throw new UsageError('The request is too long.');
  }
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    throw new UsageError('The request is not JSON.');
  }
}

function json(value: object, status = 200): Answer {
  return { status, body: JSON.stringify(value) };
}

function text(body: string): Answer {
  return { type: 'text/plain; charset=utf-8', body };
}
