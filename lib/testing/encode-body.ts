/**
 * One value of a form. It is sent as text.
 *
 * @publicApi
 */
export type FormScalar = string | number | boolean;

/**
 * Value of a parameter in a form or a query. A list repeats the parameter; `null` and `undefined` omit it.
 *
 * @example
 * ```ts
 * signalwire.form('/messages', { Body: 'Hello', NumMedia: 0, To: ['+12025550143', '+12025550187'] });
 * ```
 *
 * @publicApi
 */
export type FormValue = FormScalar | readonly FormScalar[] | null | undefined;

/**
 * Parameters: an object of {@link FormValue}s, a list of pairs or a `URLSearchParams`, encoded in their order as the WHATWG URL
 * standard defines. Text and bytes are already encoded, and are sent unchanged.
 *
 * @publicApi
 */
export type FormBody =
  | string
  | Uint8Array
  | URLSearchParams
  | readonly (readonly [name: string, value: FormValue])[]
  | Readonly<Record<string, FormValue>>
  | object;

/**
 * A JSON payload, encoded with `JSON.stringify`. Text and bytes are already encoded, and are sent unchanged.
 *
 * @publicApi
 */
export type JsonBody = string | Uint8Array | object;

export function encodeForm(body: FormBody): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body);
  const parameters = body instanceof URLSearchParams ? body : new URLSearchParams(toPairs(body));
  return Buffer.from(parameters.toString());
}

export function encodeJson(body: JsonBody): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.from(body instanceof Uint8Array ? body : JSON.stringify(body));
}

function toPairs(parameters: object): [name: string, text: string][] {
  const entries = Array.isArray(parameters)
    ? (parameters as [string, unknown][])
    : Object.entries(parameters as Record<string, unknown>);
  return entries.flatMap(([name, value]) =>
    toTexts(name, value).map((text): [string, string] => [name, text]),
  );
}

/** @throws TypeError if a form cannot contain the value */
export function toTexts(name: string, value: unknown): string[] {
  if (value === null || value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((each: unknown) => {
    if (typeof each === 'string') return each;
    if (typeof each === 'number' || typeof each === 'boolean') return String(each);
    throw new TypeError(`The parameter ${name} must be text, a number, a boolean, or a list of them.`);
  });
}
