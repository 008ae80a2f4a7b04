export { SignalWireWebhookOpenTelemetry } from './opentelemetry.service.js';
