export { signRequest, type SignatureHeaders, type SignRequestOptions } from './sign-request.js';
export type {
  SignatureAlgorithm,
  SignatureRefusal,
  SignatureRefused,
  SignatureScheme,
  SignatureVerdict,
  SignatureVerified,
  SignedContent,
  SignedRequest,
} from './signed-request.js';
export { verifySignature } from './verify-signature.js';
