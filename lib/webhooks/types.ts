/**
 * The values known today, for completion, and any other string, since SignalWire may add values at any time.
 *
 * @example
 * ```ts
 * const status: OpenEnum<'completed' | 'failed'> = 'something-new';
 * ```
 *
 * @publicApi
 */
export type OpenEnum<Known extends string> = Known | (string & {});

/** A JSON object whose members SignalWire leaves to you or does not document. */
export type JsonObject = Readonly<Record<string, unknown>>;
