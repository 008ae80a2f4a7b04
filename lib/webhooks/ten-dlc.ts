import type { OpenEnum } from './types.js';

/**
 * `event_category`: the subject of a 10DLC callback.
 *
 * @publicApi
 */
export type TenDlcEventCategory = OpenEnum<
  'brand' | 'campaign' | 'number_assignment_order' | 'number_assignment'
>;

/**
 * `event_type`: the event of a 10DLC brand, campaign, order or number.
 *
 * @publicApi
 */
export type TenDlcEventType = OpenEnum<
  | 'brand_activated'
  | 'brand_unverified'
  | 'campaign_activated'
  | 'campaign_deactivated'
  | 'number_assignment_order_processed'
  | 'number_assignment_failed'
  | 'number_assignment_pending'
  | 'number_assignment_activated'
>;

/**
 * Reports the status of a 10DLC registration: a brand, a campaign or the assignment of numbers. JSON.
 * SignalWire is reported not to sign it.
 *
 * Documented as optional: `campaign_id`, `number_assignment_order_id`, `number_assignment_id`, `phone_number_id`, `phone_number`.
 *
 * Source: SignalWire REST webhooks, 10DLC status callback.
 *
 * @example
 * ```ts
 * @Post('10dlc')
 * status(@WebhookPayload() { event_type, campaign_id }: TenDlcStatusCallback) {
 *   if (event_type === 'campaign_deactivated') report(campaign_id);
 * }
 * ```
 *
 * @publicApi
 */
export interface TenDlcStatusCallback {
  /** ID of the project. */
  readonly project_id?: string;
  /** Time of the event. SignalWire does not document its format. */
  readonly event_at?: string;
  /** Subject of the event: `brand`, `campaign`, `number_assignment_order` or `number_assignment`. */
  readonly event_category?: TenDlcEventCategory;
  /** Event, such as `campaign_activated`: {@link TenDlcEventType} has all values. */
  readonly event_type?: TenDlcEventType;
  /** State of the subject. SignalWire documents no values. */
  readonly state?: string;
  /** ID of the brand. */
  readonly brand_id?: string;
  /** ID of the campaign. */
  readonly campaign_id?: string;
  /** ID of the order to assign numbers. */
  readonly number_assignment_order_id?: string;
  /** ID of the assignment of the number. */
  readonly number_assignment_id?: string;
  /** ID of the phone number. */
  readonly phone_number_id?: string;
  /** Phone number. */
  readonly phone_number?: string;
}
