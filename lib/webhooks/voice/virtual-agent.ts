import type { OpenEnum } from '../open-enum.js';
import type { VoiceWebhook } from './voice-webhook.js';

/**
 * `VirtualAgentStatus`: how the virtual agent ended.
 *
 * @publicApi
 */
export type VirtualAgentStatus = OpenEnum<'failed' | 'transfer'>;

/**
 * Asks what to do after a virtual agent: the `action` of the `<Connect>` around `<VirtualAgent>`.
 *
 * Source: cXML `<VirtualAgent>`.
 *
 * @publicApi
 */
export interface VirtualAgentAction extends VoiceWebhook {
  readonly VirtualAgentStatus?: VirtualAgentStatus;
  readonly VirtualAgentError?: string;
  readonly VirtualAgentErrorCode?: string;
  readonly VirtualAgentProvider?: string;
  /** JSON in a string. */
  readonly VirtualAgentProviderData?: string;
}
