/** A JSON object whose members SignalWire leaves to you or does not document. */
export type JsonObject = Readonly<Record<string, unknown>>;
