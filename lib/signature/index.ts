export type { SigningKeyKind } from './key-kind.js';
export type {
  RequestRejectionReason,
  RequestRejection,
  RequestVerificationResult,
  RequestVerified,
} from './request-result.js';
export { signRequest, type SignatureHeaders, type SignRequestOptions } from './sign-request.js';
export type {
  SignatureAlgorithm,
  SignatureRejectionReason,
  SignatureRejection,
  SignatureFormat,
  SignatureVerificationResult,
  SignatureVerified,
  SignedContent,
  WebhookPayloadData,
  WebhookRequest,
} from './webhook-request.js';
export type { VerifyRequestOptions } from './verify-request-options.js';
export { verifyRequest } from './verify-request.js';
export type { WebBody, WebBodyReader, WebHeaders, WebRequest } from './web-request.js';
export { verifySignature } from './verify-signature.js';
export { createUrlToken, type CreateUrlTokenOptions } from './url-token/create-url-token.js';
export type { UrlTokenRequest, ValuesToBind } from './url-token/url-token-request.js';
export {
  type UrlTokenRejectionReason,
  type UrlTokenVerificationResult,
  verifyUrlToken,
  type VerifyUrlTokenOptions,
} from './url-token/verify-url-token.js';
