import type { OpenEnum } from './types.js';

/**
 * What a 10DLC callback is about.
 *
 * @publicApi
 */
export type TenDlcEventCategory = OpenEnum<
  'brand' | 'campaign' | 'number_assignment_order' | 'number_assignment'
>;

/**
 * The event of a 10DLC brand, campaign, order or number.
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
 *
 * Source: SignalWire REST webhooks, 10DLC status callback.
 *
 * @publicApi
 */
export interface TenDlcStatusCallback {
  readonly project_id?: string;
  readonly event_at?: string;
  readonly event_category?: TenDlcEventCategory;
  readonly event_type?: TenDlcEventType;
  readonly state?: string;
  readonly brand_id?: string;
  readonly campaign_id?: string;
  readonly number_assignment_order_id?: string;
  readonly number_assignment_id?: string;
  readonly phone_number_id?: string;
  readonly phone_number?: string;
}
