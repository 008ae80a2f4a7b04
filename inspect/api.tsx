/** Who called or wrote to whom, as the payload claims. */
export interface Conversation {
  readonly type: 'call' | 'message' | 'fax';
  readonly from?: string;
  readonly to?: string;
}

/** How this page made a request. */
export interface Origin {
  readonly type: 'replay' | 'edit' | 'compose';
  readonly of?: number;
}

export interface Summary {
  readonly id: number;
  readonly time: string;
  readonly method: string;
  readonly target: string;
  readonly isVerified: boolean;
  readonly reason?: string;
  readonly kind: string;
  readonly group?: string;
  readonly conversation?: Conversation;
  readonly origin?: Origin;
  readonly effect?: 'accepts' | 'follows' | 'retries' | 'uses-fallback';
  readonly isForwarded: boolean;
  readonly status: number;
  readonly hasFailed: boolean;
  readonly milliseconds: number;
  readonly size: number;
  readonly warnings: number;
}

export interface Shown {
  readonly text: string;
  readonly isBinary: boolean;
}

export interface Finding {
  readonly code: string;
  readonly title: string;
  readonly difference: string;
  readonly fix: string;
  readonly evidence: string;
}

export interface Detail extends Omit<Summary, 'warnings'> {
  readonly url: string;
  readonly httpVersion: string;
  readonly signatureFormat?: string;
  readonly algorithm?: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Shown;
  readonly isCut: boolean;
  readonly fields: readonly {
    readonly path: string;
    readonly value: string;
    readonly interpretation?: string;
  }[];
  readonly signedParts: readonly {
    readonly type: 'url' | 'name' | 'value' | 'body';
    readonly text: string;
  }[];
  readonly diagnosis?: { readonly text: string; readonly findings: readonly Finding[] };
  readonly notDiagnosed?: string;
  readonly warnings: readonly string[];
  readonly response: {
    readonly status: number;
    readonly statusText: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: Shown;
    readonly size: number;
    readonly failure?: string;
  };
}

export type Kinds = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Prefix of a code in the fragment. An access token has no `=`. */
const CODE = 'open=';

/** Access token of the fragment. It is stored for a reload of this tab, and removed from the address bar. */
const token = readToken();

async function readToken(): Promise<string> {
  const given = location.hash.slice(1);
  if (given !== '') {
    history.replaceState(null, '', location.pathname);
    sessionStorage.setItem(
      'token',
      given.startsWith(CODE) ? await exchange(given.slice(CODE.length)) : given,
    );
  }
  return sessionStorage.getItem('token') ?? '';
}

/** Exchanges the code that `--open` puts into the address. It is valid once. */
async function exchange(code: string): Promise<string> {
  const headers = { authorization: `Bearer ${code}` };
  const response = await fetch('/api/session', { method: 'POST', headers }).catch(() => undefined);
  return response?.ok === true ? ((await response.json()) as { token: string }).token : '';
}

const NO_RESPONSE =
  'signalwire-webhook does not respond. Fix: start signalwire-webhook listen --inspect, and open the URL that it prints.';

async function request(path: string, body?: object): Promise<Response> {
  const response = await fetch(`/api/${path}`, {
    headers: { authorization: `Bearer ${await token}` },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error(NO_RESPONSE);
  });
  if (response.ok) return response;
  if (response.status === 401)
    throw new Error(
      'The access token is missing or outdated. Fix: open the URL that signalwire-webhook printed.',
    );
  const { error } = (await response.json()) as { error: string };
  throw new Error(error);
}

export async function getDetail(id: number): Promise<Detail> {
  return (await (await request(`deliveries/${id}`)).json()) as Detail;
}

export async function getKinds(): Promise<Kinds> {
  return (await (await request('kinds')).json()) as Kinds;
}

export async function getText(path: string): Promise<string> {
  return (await request(path)).text();
}

export async function post(path: string, body: object = {}): Promise<void> {
  await request(path, body);
}

/** Sends a webhook, and returns the ID of its delivery. */
export async function send(path: string, body: object = {}): Promise<number> {
  const { id } = (await (await request(path, body)).json()) as { id: number };
  return id;
}

export interface Listener {
  all(summaries: Summary[]): void;
  add(summary: Summary): void;
  change(summary: Summary): void;
  drop(id: number): void;
  state(isConnected: boolean, error?: string): void;
}

/** Reads the stream of events, and reconnects when it ends. */
export async function follow(listener: Listener): Promise<void> {
  for (;;) {
    try {
      const response = await request('events');
      listener.state(true);
      await readEvents(response, listener);
      listener.state(false, NO_RESPONSE);
    } catch (error) {
      listener.state(false, messageOf(error));
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** Returns the message of an error for the status line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function readEvents(response: Response, listener: Listener): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    const events = (pending + read.value).split('\n\n');
    pending = events.pop() ?? '';
    for (const event of events) dispatch(event, listener);
  }
}

function dispatch(event: string, listener: Listener): void {
  const [first = '', second = ''] = event.split('\n');
  const data: unknown = JSON.parse(second.slice('data: '.length));
  if (first === 'event: all') listener.all(data as Summary[]);
  else if (first === 'event: add') listener.add(data as Summary);
  else if (first === 'event: change') listener.change(data as Summary);
  else if (first === 'event: drop') listener.drop(data as number);
}
